package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --extra-usage} from the flag to the caller behind the aggregator. */
class ExtraUsageTest {
    private static final WorldShape SHAPE =
            WorldShape.of(2, 3, 2, 11).refreshed(Refresh.about(Duration.ofSeconds(3)));

    @TempDir Path folder;

    @Test
    void swapIsReadFromTheResourceMetrics() throws Exception {
        try (ServiceFixture service =
                ServiceFixture.start(SHAPE, folder, "--extra-usage=swap", "--stats-summary=off")) {
            for (JsonNode usage : usages(service)) {
                assertThat(usage.path("swap").textValue()).as("%s", usage).isEqualTo("0");
                assertThat(usage.has("ephemeral-storage")).isFalse();
            }
        }
    }

    @Test
    void ephemeralStorageIsReadFromTheSummary() throws Exception {
        SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
        cluster.api()
                .access()
                .grant(
                        AccessRules.Rule.of(
                                AccessRules.METRICS_SERVER,
                                List.of("get"),
                                "",
                                List.of("nodes/stats")));
        try (ServiceFixture service =
                ServiceFixture.in(cluster, folder, "--extra-usage=ephemeral-storage,swap")) {
            for (JsonNode usage : usages(service)) {
                assertThat(usage.path("swap").textValue()).as("%s", usage).isEqualTo("0");
                assertThat(usage.path("ephemeral-storage").textValue())
                        .as("%s", usage)
                        .matches("[1-9][0-9]*[kKMG]?i?");
            }
        }
    }

    @Test
    void withoutTheRightToSummariesOnlyTheirKeyIsMissing() throws Exception {
        try (ServiceFixture service =
                ServiceFixture.start(SHAPE, folder, "--extra-usage=ephemeral-storage,swap")) {
            for (JsonNode usage : usages(service)) {
                assertThat(usage.path("swap").textValue()).as("%s", usage).isEqualTo("0");
                assertThat(usage.has("ephemeral-storage")).as("%s", usage).isFalse();
            }
        }
    }

    @Test
    void whatCannotBeToldIsRefused() {
        refused(
                "--extra-usage=disk",
                "invalid value \"disk\" for --extra-usage (expected: some of:"
                        + " swap, ephemeral-storage)");
        Flags.Parsed parsed =
                Flags.parse(
                        List.of("--extra-usage=ephemeral-storage", "--stats-summary=off"),
                        Map.of());
        assertThat(ConfigReader.read(parsed.values()).problems())
                .contains(
                        "--extra-usage=ephemeral-storage is only told by /stats/summary: leave out"
                                + " --stats-summary=off");
    }

    private static void refused(String flag, String problem) {
        Flags.Parsed parsed = Flags.parse(List.of(flag), Map.of());
        assertThat(ConfigReader.read(parsed.values()).problems()).contains(problem);
    }

    /** The usage of every node and every container. */
    private static List<JsonNode> usages(ServiceFixture service) throws Exception {
        service.listOf("/apis/metrics.k8s.io/v1/nodes", SHAPE.nodes());
        service.listOf("/apis/metrics.k8s.io/v1/pods", SHAPE.nodes() * SHAPE.podsPerNode());
        List<JsonNode> nodes =
                service.get("/apis/metrics.k8s.io/v1/nodes").get("items").findValues("usage");
        List<JsonNode> containers =
                service.get("/apis/metrics.k8s.io/v1/pods").get("items").findValues("usage");
        assertThat(nodes).hasSize(SHAPE.nodes());
        assertThat(containers).hasSizeGreaterThanOrEqualTo(SHAPE.nodes() * SHAPE.podsPerNode());
        return Stream.concat(nodes.stream(), containers.stream()).toList();
    }
}
