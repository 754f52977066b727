package io.kubemeter.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodTurnoverTest {
    private static final int NODES = 3;
    private static final int PODS_PER_NODE = 4;

    private final World world =
            World.of(
                    new WorldShape(NODES, PODS_PER_NODE, 1, 5, Refresh.KUBELET, 0),
                    InstantSource.fixed(Instant.EPOCH));

    @Test
    void everyPodIsReplacedOnceInARound() {
        Set<String> before = uids();
        Map<String, Integer> perNode = podsPerNode();
        PodTurnover turnover = PodTurnover.of(world, 1);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < NODES * PODS_PER_NODE; i++) {
            paths.add(turnover.replace());
            assertThat(world.pods()).hasSize(NODES * PODS_PER_NODE);
        }
        assertThat(uids()).doesNotContainAnyElementsOf(before);
        assertThat(podsPerNode()).isEqualTo(perNode);
        assertThat(paths)
                .containsExactlyInAnyOrderElementsOf(
                        world.pods().stream()
                                .map(pod -> Paths.pod(pod.namespace(), pod.name()))
                                .toList());
    }

    private Set<String> uids() {
        Set<String> uids = new HashSet<>();
        world.pods().forEach(pod -> uids.add(pod.uid()));
        return uids;
    }

    private Map<String, Integer> podsPerNode() {
        Map<String, Integer> count = new HashMap<>();
        for (SimulatedPod pod : world.pods()) {
            count.merge(pod.nodeName(), 1, Integer::sum);
        }
        return count;
    }
}
