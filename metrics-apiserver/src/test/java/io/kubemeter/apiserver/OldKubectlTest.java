package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kubectl 1.20, which knows no aggregated discovery, through the aggregation layer. */
class OldKubectlTest {
    private static final WorldShape SHAPE =
            WorldShape.of(2, 4, 2, 13).refreshed(Refresh.about(Duration.ofSeconds(2)));
    private static final int PODS = SHAPE.nodes() * SHAPE.podsPerNode();

    @TempDir static Path folder;

    private static ServiceFixture service;
    private static Kubectl kubectl;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(SHAPE, folder);
        kubectl = Kubectl.old(folder, service.cluster.adminKubeconfig());
        service.listOf("/apis/metrics.k8s.io/v1beta1/nodes", SHAPE.nodes());
        service.listOf("/apis/metrics.k8s.io/v1beta1/pods", PODS);
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void itIsTheOldOne() throws Exception {
        assertThat(kubectl.run("version", "--client")).contains("v1.20.");
    }

    @Test
    void topShowsEveryNodeAndPod() throws Exception {
        assertThat(rows("top", "nodes")).hasSize(1 + SHAPE.nodes());
        assertThat(rows("top", "nodes", "--no-headers", "--sort-by=cpu")).hasSize(SHAPE.nodes());
        assertThat(rows("top", "pods", "-A", "--sort-by=memory")).hasSize(1 + PODS);
        assertThat(rows("top", "pods", "-A", "--containers", "--no-headers"))
                .hasSizeGreaterThan(PODS)
                .noneMatch(row -> row.contains("<unknown>"));
    }

    @Test
    void getShowsTables() throws Exception {
        assertThat(rows("get", "nodes.metrics.k8s.io").getFirst())
                .contains("NAME", "CPU", "MEMORY", "WINDOW");
        assertThat(rows("get", "pods.metrics.k8s.io", "-A")).hasSize(1 + PODS);
    }

    @Test
    void rawGetAndDiscoveryWork() throws Exception {
        assertThat(kubectl.run("get", "--raw", "/apis/metrics.k8s.io/v1beta1/nodes"))
                .contains("\"kind\":\"NodeMetricsList\"");
        assertThat(kubectl.run("api-resources", "--api-group=metrics.k8s.io"))
                .contains("NodeMetrics", "PodMetrics");
    }

    private static List<String> rows(String... arguments) throws Exception {
        return kubectl.run(arguments).lines().toList();
    }
}
