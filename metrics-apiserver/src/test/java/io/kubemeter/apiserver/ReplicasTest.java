package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas at one cluster know nothing of each other: each scrapes at its own phase, and what
 * it serves is true by itself.
 */
class ReplicasTest {
    private static final Refresh REFRESH = Refresh.about(Duration.ofSeconds(1));
    private static final WorldShape SHAPE = WorldShape.of(4, 3, 2, 73).refreshed(REFRESH);
    private static final String ROOT = "/apis/metrics.k8s.io/v1/";
    private static final int ROUNDS = 3;

    @TempDir Path folder;

    @Test
    void eachServesTrueNumbersWithItsOwnTimes() throws Exception {
        SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
        try (ServiceFixture one = ServiceFixture.in(cluster, folder("one"));
                MetricsServer other =
                        ServiceFixture.serve(cluster, folder("other"), System::nanoTime)) {
            String token =
                    one.token(
                            "reader",
                            AccessRules.Rule.of(
                                    "reader",
                                    List.of("list"),
                                    "metrics.k8s.io",
                                    List.of("nodes", "pods")));
            DirectCaller first = one.direct().bearing(token);
            DirectCaller second =
                    DirectCaller.of(
                                    other.address().getPort(),
                                    cluster.pki().cluster().certificate())
                            .bearing(token);
            Map<String, Long> seen = new HashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (DirectCaller replica : List.of(first, second)) {
                    awaitNewer(one, replica, seen);
                }
            }
        }
    }

    /** Asks one replica until all its numbers are newer than those that it showed before. */
    private static void awaitNewer(
            ServiceFixture service, DirectCaller replica, Map<String, Long> seen) {
        TrueNumbers numbers = TrueNumbers.of(service.cluster.world(), REFRESH);
        for (String resource : List.of("nodes", "pods")) {
            int wanted = SHAPE.nodes() * (resource.equals("nodes") ? 1 : SHAPE.podsPerNode());
            ServiceFixture.await(
                    "newer " + resource + " at " + replica.port(),
                    () -> {
                        JsonNode list = list(service, replica, resource);
                        assertThat(numbers.problems(list)).isEmpty();
                        return list.path("items").size() == wanted && allNewer(list, replica, seen);
                    });
        }
    }

    private static boolean allNewer(JsonNode list, DirectCaller replica, Map<String, Long> seen) {
        Map<String, Long> now = new HashMap<>();
        for (JsonNode item : list.path("items")) {
            String key = replica.port() + " " + item.at("/metadata/name").asText();
            long before = seen.getOrDefault(key, 0L);
            long second = ServiceFixture.second(item);
            if (second <= before) {
                assertThat(second).as("time goes back: %s", key).isEqualTo(before);
                return false;
            }
            now.put(key, second);
        }
        seen.putAll(now);
        return true;
    }

    private static JsonNode list(ServiceFixture service, DirectCaller replica, String resource) {
        try {
            HttpResponse<String> answer =
                    replica.getLater(ROOT + resource).orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
            return service.tree(answer.body());
        } catch (RuntimeException e) {
            throw new AssertionError("no answer of " + replica.port(), e);
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }
}
