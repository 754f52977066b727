package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.scenario.Scenario;
import io.kubemeter.simulator.scenario.Scenarios;
import io.kubemeter.simulator.scenario.Stage;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the API server does, numbers are served on, and the view catches up when it is over. */
class ApiserverTroubleTest {
    private static final WorldShape SHAPE =
            WorldShape.of(6, 2, 1, 73).refreshed(Refresh.about(Duration.ofSeconds(1)));
    private static final String ROOT = "/apis/metrics.k8s.io/v1";
    private static final String USER = "autoscaler";

    @TempDir static Path folder;

    private static ServiceFixture service;

    /** One certificate for all requests: another one is another caller. */
    private static Credential autoscaler;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(SHAPE, folder);
        service.cluster
                .api()
                .access()
                .grant(
                        AccessRules.Rule.of(
                                USER,
                                List.of("get", "list"),
                                "metrics.k8s.io",
                                List.of("nodes", "pods")));
        autoscaler = service.cluster.pki().client(USER, List.of());
        service.listOf(ROOT + "/nodes", SHAPE.nodes());
        service.listOf(ROOT + "/pods", SHAPE.nodes() * SHAPE.podsPerNode());
        try (ClusterClient user = service.cluster.client(autoscaler)) {
            ServiceFixture.await("the autoscaler's list", () -> newest(user) > 0);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    static Stream<String> names() {
        return Scenarios.ofCluster().stream().map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void numbersGoOnAndTheViewCatchesUp(String name) throws Exception {
        World world = service.cluster.world();
        String node = world.nodes().iterator().next().name();
        Scenario scenario = Scenarios.named(name).orElseThrow();
        Stage stage = Stage.in(service.cluster, node);

        scenario.start(stage).orTimeout(30, TimeUnit.SECONDS).join();
        long begun = world.clock().millis() / 1000;
        SimulatedPod pod = world.addPod(world.deployments().getFirst(), node);
        try (ClusterClient admin = service.cluster.adminClient();
                ClusterClient user = service.cluster.client(autoscaler)) {
            ServiceFixture.await("newer numbers", () -> newest(admin) > begun);
            ServiceFixture.await("newer numbers for a user", () -> newest(user) > begun);
            assertThat(service.tree(admin.get(ROOT + "/nodes").text()).path("items"))
                    .hasSize(SHAPE.nodes());
        } finally {
            scenario.stop(stage).orTimeout(30, TimeUnit.SECONDS).join();
        }
        try (ClusterClient admin = service.cluster.adminClient()) {
            String path = ROOT + "/namespaces/" + pod.namespace() + "/pods/" + pod.name();
            ServiceFixture.await(
                    "numbers of a pod that came meanwhile", () -> admin.get(path).status() == 200);
            world.deletePod(pod.namespace(), pod.name());
            ServiceFixture.await(
                    "a pod that went is forgotten",
                    () ->
                            service.tree(admin.get(path).text())
                                    .path("message")
                                    .asText()
                                    .endsWith(" not found"));
        }
    }

    /** When the newest node sample was taken, as this caller sees it; 0 where he sees none. */
    private static long newest(ClusterClient caller) {
        ClusterClient.Answer answer = caller.get(ROOT + "/nodes");
        long newest = 0;
        if (answer.status() == 200) {
            for (JsonNode item : service.tree(answer.text()).path("items")) {
                newest = Math.max(newest, ServiceFixture.second(item));
            }
        }
        return newest;
    }
}
