package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.apiserver.cluster.NodeAddress;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.kubelet.KubeletTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeTargetsTest {
    private static final List<NodeAddress> ADDRESSES =
            List.of(
                    new NodeAddress("Hostname", "node1"),
                    new NodeAddress("InternalIP", "10.0.0.1"),
                    new NodeAddress("InternalIP", "fd00::1"),
                    new NodeAddress("ExternalIP", "10.0.0.1"));

    @Test
    void addressesAreDialledByPreferredTypeEachOnce() {
        assertThat(target(true, 0, null).addresses()).containsExactly("10.0.0.1", "fd00::1");
        assertThat(target(true, 0, null).reportedAddresses())
                .containsExactly("node1", "10.0.0.1", "fd00::1");
    }

    @Test
    void theNodesOwnPortCountsWhereItIsWanted() {
        assertThat(target(true, 10_255, null).port()).isEqualTo(10_255);
        assertThat(target(true, 0, null).port()).isEqualTo(10_250);
        assertThat(target(false, 10_255, null).port()).isEqualTo(10_250);
    }

    @Test
    void anAnnotationMovesThePathOnlyToAnotherPlaceOfTheEndpoint() {
        assertThat(path("/metrics/nodes/node1/metrics/resource"))
                .isEqualTo("/metrics/nodes/node1/metrics/resource");
        for (String elsewhere :
                List.of(
                        "",
                        "/",
                        "/api/v1/pods",
                        "/metrics/cadvisor",
                        "metrics/resource",
                        "http://elsewhere/metrics/resource",
                        "/metrics/resource?x=/api/v1/pods",
                        "/a b/metrics/resource",
                        "/a\r\nX: y/metrics/resource")) {
            assertThat(path(elsewhere)).as(elsewhere).isEqualTo("/metrics/resource");
        }
    }

    private static String path(String annotation) {
        return target(true, 0, annotation).path();
    }

    private static KubeletTarget target(
            boolean useStatusPort, int statusPort, @Nullable String annotation) {
        NodeRecord node =
                new NodeRecord(
                        "node1", "uid", Labels.empty(), ADDRESSES, statusPort, true, annotation);
        return new NodeTargets(List.of("InternalIP", "ExternalIP"), 10_250, useStatusPort)
                .target(node);
    }
}
