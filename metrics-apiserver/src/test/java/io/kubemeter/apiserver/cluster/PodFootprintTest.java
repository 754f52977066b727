package io.kubemeter.apiserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.protobuf.ItemMeta;
import io.kubemeter.apiserver.protobuf.PodItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PodFootprintTest {
    private static final int PODS = 30_000;
    private static final int DEPLOYMENTS = 97;
    private static final int ROUNDS = 5;

    @Test
    void podLeavesAtMost400BytesBehind() {
        // The classes and the collector warm up on a first table that nobody keeps.
        fill(new ClusterView(), PODS / 10);
        List<ClusterView> views = new ArrayList<>();
        List<Long> bytesPerPod = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long before = used();
            ClusterView view = new ClusterView();
            fill(view, PODS);
            bytesPerPod.add((used() - before) / PODS);
            views.add(view);
        }

        assertThat(views).allMatch(view -> view.podTable().size() == PODS);
        // What earlier tests leave to the collector spoils a round, not the median.
        bytesPerPod.sort(null);
        assertThat(bytesPerPod.get(ROUNDS / 2)).isBetween(100L, 400L);
    }

    /** As a list does it: each text arrives as a new string. */
    private static void fill(ClusterView view, int pods) {
        PodSink sink = new PodSink(view);
        Random random = new Random(1);
        sink.listBegins();
        for (int i = 0; i < pods; i++) {
            int deployment = i % DEPLOYMENTS;
            String app = "deployment-" + deployment;
            ItemMeta meta =
                    new ItemMeta(
                            app + "-7d9f8b6c5-" + Integer.toString(100_000 + i, 36),
                            "namespace-" + deployment % 20,
                            new UUID(random.nextLong(), random.nextLong()).toString(),
                            "" + i,
                            List.of("app", app, "pod-template-hash", "7d9f8b6c5", "tier", "x"),
                            null);
            sink.present(
                    new PodItem(
                            meta,
                            "ip-10-0-0-" + i % 1000 + ".eu-central-1.compute.internal",
                            "Running",
                            1_795_231_981_000L));
        }
        sink.listEnds();
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
