package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The world that the aggregator's requests were captured in: ten nodes and four teams. */
public final class FarmWorld {
    private static final int NODES = 10;
    private static final int TEAMS = 4;
    private static final int PODS_PER_TEAM = 200;
    private static final long WINDOW_MILLIS = 15_000;

    private FarmWorld() {}

    public static MetricsApi.Sources sources() {
        SampleStore store = new SampleStore(StoreRules.of(WINDOW_MILLIS));
        List<NodeRecord> nodes = new ArrayList<>();
        List<PodRecord> pods = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            String name = "farm-node-0000" + node;
            nodes.add(
                    new NodeRecord(
                            name,
                            "uid",
                            Labels.of(Map.of("kubernetes.io/hostname", name)),
                            List.of(),
                            10250,
                            true,
                            null));
            List<PodRecord> own = pods(node, name);
            pods.addAll(own);
            measure(store.open(new NodeName(name)), own);
        }
        return new MetricsApi.Sources(ClusterView.of(nodes, pods), store, ReasonLookup.NONE);
    }

    private static List<PodRecord> pods(int node, String name) {
        List<PodRecord> pods = new ArrayList<>();
        for (int pod = node; pod < TEAMS * PODS_PER_TEAM; pod += NODES) {
            String workload = "workload-0" + pod % 7;
            pods.add(
                    PodRecord.of(
                            new PodKey("team-0" + pod % TEAMS, workload + "-" + pod),
                            "uid",
                            name,
                            Labels.of(Map.of("app", workload)),
                            0));
        }
        return pods;
    }

    private static void measure(NodeSamples samples, List<PodRecord> pods) {
        long now = CapturedWorld.NOW.toEpochMilli();
        for (int scrape = 0; scrape < 2; scrape++) {
            samples.begin(CapturedWorld.NOW_NANOS);
            long time = now - WINDOW_MILLIS * (2 - scrape);
            long cpuNanos = 1_000_000_000L * (scrape + 1);
            samples.node(time, cpuNanos, 1L << 30);
            for (PodRecord pod : pods) {
                samples.container(pod.key(), "main", 0, time, cpuNanos, 1L << 20);
            }
            samples.commit();
        }
    }
}
