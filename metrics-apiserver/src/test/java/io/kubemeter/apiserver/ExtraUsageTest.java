package io.kubemeter.apiserver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@code --extra-usage} from the flag to the caller behind the aggregator. */
class ExtraUsageTest {
    private static final WorldShape SHAPE =
            WorldShape.of(2, 3, 2, 11).refreshed(Refresh.about(Duration.ofSeconds(3)));

    @TempDir Path folder;

    private final Logger logger =
            (Logger) LoggerFactory.getLogger("io.kubemeter.kubelet.ScrapeLog");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
    }

    @Test
    void swapIsReadFromTheResourceMetrics() throws Exception {
        try (ServiceFixture service =
                ServiceFixture.start(SHAPE, folder, "--extra-usage=swap", "--stats-summary=off")) {
            assertSwap(service);
            for (JsonNode usage : usages(service)) {
                assertThat(usage.has("ephemeral-storage")).isFalse();
            }
        }
    }

    @Test
    void ephemeralStorageIsReadFromTheSummary() throws Exception {
        SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
        cluster.api().access().grantSummaries();
        try (ServiceFixture service =
                ServiceFixture.in(cluster, folder, "--extra-usage=ephemeral-storage,swap")) {
            assertSwap(service);
            for (JsonNode usage : usages(service)) {
                assertThat(usage.path("ephemeral-storage").textValue())
                        .as("%s", usage)
                        .matches("[1-9][0-9]*[kKMG]?i?");
            }
            // A summary's times are cut to the second: no CPU may be derived from them.
            TrueNumbers numbers = TrueNumbers.of(service.cluster.world(), SHAPE.refresh());
            for (String resource : List.of("nodes", "pods")) {
                assertThat(numbers.problems(service.get("/apis/metrics.k8s.io/v1/" + resource)))
                        .isEmpty();
            }
        }
        assertThat(warnings()).isEmpty();
    }

    @Test
    void whenSummariesAreNotAnsweredAnyMoreOnlyTheirKeyGoes() throws Exception {
        SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
        cluster.api().access().grantSummaries();
        try (ServiceFixture service =
                ServiceFixture.in(cluster, folder, "--extra-usage=ephemeral-storage")) {
            assertThat(usages(service)).allMatch(usage -> usage.has("ephemeral-storage"));
            AccessRules access = cluster.api().access();
            access.revoke(AccessRules.METRICS_SERVER);
            access.grantMetricsServer();
            ServiceFixture.await(
                    "no ephemeral-storage any more",
                    () -> {
                        try {
                            return usages(service).stream()
                                    .noneMatch(usage -> usage.has("ephemeral-storage"));
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    });
        }
        assertThat(warnings()).isNotEmpty().allMatch(line -> line.contains("nodes/stats"));
    }

    @Test
    void withoutTheRightToSummariesOnlyTheirKeyIsMissing() throws Exception {
        try (ServiceFixture service =
                ServiceFixture.start(SHAPE, folder, "--extra-usage=ephemeral-storage,swap")) {
            assertSwap(service);
            for (JsonNode usage : usages(service)) {
                assertThat(usage.has("ephemeral-storage")).as("%s", usage).isFalse();
            }
        }
        assertThat(warnings())
                .isNotEmpty()
                .allMatch(line -> line.contains(Reason.FORBIDDEN.code()))
                .allMatch(line -> line.contains("nodes/stats"));
    }

    /** What was said of summaries that cannot be had. */
    private List<String> warnings() {
        return appender.list.stream()
                .filter(event -> event.getMessage().contains("/stats/summary"))
                .map(event -> event.getMessage() + " " + event.getKeyValuePairs())
                .toList();
    }

    /** Each node and container shows the swap that the world says it has, and some have some. */
    private static void assertSwap(ServiceFixture service) throws Exception {
        service.listOf("/apis/metrics.k8s.io/v1/nodes", SHAPE.nodes());
        World world = service.cluster.world();
        for (JsonNode node : service.get("/apis/metrics.k8s.io/v1/nodes").get("items")) {
            SimulatedNode known = world.node(node.at("/metadata/name").asText());
            assertThat(swapBytes(node)).isEqualTo(requireNonNull(known).usage().swapBytes());
        }
        service.listOf("/apis/metrics.k8s.io/v1/pods", SHAPE.nodes() * SHAPE.podsPerNode());
        Map<String, Long> expected = new TreeMap<>();
        for (SimulatedPod pod : world.pods()) {
            pod.containers()
                    .forEach(one -> expected.put(pod.name() + "/" + one.name(), one.swapBytes()));
        }
        Map<String, Long> served = new TreeMap<>();
        for (JsonNode pod : service.get("/apis/metrics.k8s.io/v1/pods").get("items")) {
            for (JsonNode one : pod.get("containers")) {
                String name = pod.at("/metadata/name").asText() + "/" + one.get("name").asText();
                served.put(name, swapBytes(one));
            }
        }
        assertThat(served).isEqualTo(expected);
        assertThat(served.values()).contains(0L).anyMatch(bytes -> bytes > 0);
    }

    private static long swapBytes(JsonNode measured) {
        return ServiceFixture.quantity(measured.at("/usage/swap").asText()).longValueExact();
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
