package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Many pods of two containers on one node. */
final class LargeWorld {
    private LargeWorld() {}

    static MetricsApi.Sources sources(int pods) {
        SampleStore store = new SampleStore(StoreRules.of(15_000));
        NodeSamples samples = store.open(new NodeName("node"));
        List<PodRecord> records = new ArrayList<>();
        for (int pod = 0; pod < pods; pod++) {
            records.add(
                    PodRecord.of(
                            new PodKey("team-" + pod % 3, "pod-" + pod),
                            "uid",
                            "node",
                            Labels.of(
                                    Map.of("app", "app-" + pod % 7, "naïve", "☃".repeat(pod % 40))),
                            0));
        }
        long now = CapturedWorld.NOW.toEpochMilli();
        for (int scrape = 0; scrape < 2; scrape++) {
            samples.begin(CapturedWorld.NOW_NANOS);
            for (int pod = 0; pod < pods; pod++) {
                for (String container : List.of("istio-proxy", "main")) {
                    samples.container(
                            records.get(pod).key(),
                            container,
                            0,
                            now - 30_000 + scrape * (15_000L + pod),
                            1_000_000_000L + scrape * (pod * 1_234_567L + 1),
                            (pod + 1L) << 11);
                }
            }
            samples.commit();
        }
        return new MetricsApi.Sources(ClusterView.of(List.of(), records), store, ReasonLookup.NONE);
    }
}
