package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.SimulatedContainer;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our {@code /stats/summary} against the shape of what a real kubelet sent. */
class SummaryBodyContract {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochMilli(1_795_232_349_000L));
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void theWholeSummaryHasTheCapturedShape() throws IOException {
        sameShape("summary.http", true);
    }

    @Test
    void cpuAndMemoryAloneHaveTheCapturedShape() throws IOException {
        sameShape("summary-cpu-and-memory-only.http", false);
    }

    @Test
    void valuesAreThoseOfTheLatestSample() throws IOException {
        SimulatedKubelet kubelet = kubelet();
        JsonNode pod = JSON.readTree(summary(kubelet, true)).path("pods").path(0);
        SimulatedPod truth = kubelet.world().podsOn("node-01").getFirst();
        SimulatedContainer container = truth.containers().getFirst();
        long sample = container.sampleMillis(CLOCK.millis());
        JsonNode first = pod.path("containers").path(0);
        assertThat(first.path("cpu").path("usageCoreNanoSeconds").asLong())
                .isEqualTo(container.cpuNanos(sample));
        assertThat(first.path("memory").path("workingSetBytes").asLong())
                .isEqualTo(container.memoryBytes(sample));
        assertThat(Instant.parse(first.path("cpu").path("time").asText()).getEpochSecond())
                .isEqualTo(sample / 1000);
    }

    private static void sameShape(String name, boolean whole) throws IOException {
        String capture = ResourceBodyContract.capture(name);
        String body = capture.substring(capture.indexOf("{\n"));
        String ours = summary(kubelet(), whole);
        assertThat(shape(JSON.readTree(ours))).isEqualTo(shape(JSON.readTree(body)));
        assertThat(ours.lines().limit(5))
                .containsExactly(body.lines().limit(5).toArray(String[]::new));
    }

    private static SimulatedKubelet kubelet() {
        World world = World.of(WorldShape.of(1, 3, 2, 42), CLOCK);
        return new SimulatedKubelet(
                world.nodes().iterator().next(), world, ClusterPki.create(CLOCK), new OneToken());
    }

    private static String summary(SimulatedKubelet kubelet, boolean whole) {
        byte[] body = SummaryBody.write(kubelet, CLOCK.millis(), whole);
        return new String(body, UTF_8).replace("node-01", "node1");
    }

    /** Paths of all fields in their order, of each array the first element alone. */
    private static List<String> shape(JsonNode node) {
        List<String> paths = new ArrayList<>();
        shape("", node, paths);
        return paths;
    }

    private static void shape(String path, JsonNode node, List<String> paths) {
        if (node.isArray()) {
            shape(path + "[]", node.path(0), paths);
        } else if (node.isObject()) {
            node.properties().forEach(it -> shape(path + "." + it.getKey(), it.getValue(), paths));
        } else {
            paths.add(path + ":" + (node.isTextual() ? "text" : "number"));
        }
    }
}
