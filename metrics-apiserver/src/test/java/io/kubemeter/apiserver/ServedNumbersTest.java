package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.UsageOracle;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What callers read through the aggregator, with TLS on both hops, against the simulator's own
 * arithmetic.
 */
class ServedNumbersTest {
    private static final Refresh REFRESH = Refresh.about(Duration.ofSeconds(1));
    private static final WorldShape SHAPE = WorldShape.of(4, 25, 2, 7).refreshed(REFRESH);
    private static final String ROOT = "/apis/metrics.k8s.io/";

    @TempDir static Path folder;

    private static ServiceFixture service;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(SHAPE, folder);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @Test
    void everyPodShowsTheOraclesNumbers() throws Exception {
        JsonNode list = service.listOf(ROOT + "v1/pods", running().size());
        Map<String, SimulatedPod> pods =
                running().stream().collect(Collectors.toMap(p -> key(p), Function.identity()));
        UsageOracle oracle = UsageOracle.of(REFRESH, Duration.ofMinutes(1).toMillis());
        List<String> wrong = new ArrayList<>();
        Set<String> loads = new TreeSet<>();
        for (JsonNode item : list.path("items")) {
            SimulatedPod pod = Objects.requireNonNull(pods.get(key(item)), key(item));
            String problem = oracle.judge(pod, ServiceFixture.pod(item));
            if (problem != null) {
                wrong.add(problem);
            }
            pod.containers().forEach(c -> loads.add(c.load().getClass().getSimpleName()));
        }
        assertThat(wrong).isEmpty();
        assertThat(loads).as("kinds of load in this world").hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void everyNodeShowsTheOraclesNumbers() throws Exception {
        JsonNode list = service.listOf(ROOT + "v1beta1/nodes", SHAPE.nodes());
        UsageOracle oracle = UsageOracle.of(REFRESH, Duration.ofMinutes(1).toMillis());
        for (JsonNode item : list.path("items")) {
            String name = item.at("/metadata/name").asText();
            assertThat(
                            oracle.judge(
                                    Objects.requireNonNull(service.cluster.world().node(name)),
                                    ServiceFixture.second(item),
                                    ServiceFixture.windowMillis(item),
                                    ServiceFixture.usage(name, item.path("usage"))))
                    .isNull();
        }
    }

    private static List<SimulatedPod> running() {
        return service.cluster.world().pods().stream()
                .filter(pod -> pod.phase() == PodPhase.RUNNING)
                .toList();
    }

    private static String key(SimulatedPod pod) {
        return pod.namespace() + "/" + pod.name();
    }

    private static String key(JsonNode item) {
        return item.at("/metadata/namespace").asText() + "/" + item.at("/metadata/name").asText();
    }
}
