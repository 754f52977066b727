package io.kubemeter.bench;

import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.api.MetricsApi;
import io.kubemeter.apiserver.api.ReasonLookup;
import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cluster whose every pod has numbers of two containers, and the API that lists it. */
final class ListWorld {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final int PODS_PER_NODE = 30;
    private static final int DEPLOYMENTS = 97;
    private static final int NAMESPACES = 10;
    private static final long WINDOW_MILLIS = 15_123;
    private static final long RECEIVED_NANOS = 1;

    private ListWorld() {}

    static MetricsApi of(int pods) {
        List<NodeRecord> nodes = new ArrayList<>();
        List<PodRecord> records = new ArrayList<>();
        SampleStore store = new SampleStore(StoreRules.of(15_000));
        for (int first = 0; first < pods; first += PODS_PER_NODE) {
            String name = "node-" + first / PODS_PER_NODE;
            nodes.add(new NodeRecord(name, name, Labels.empty(), List.of(), 10250, true, null));
            List<PodRecord> ofNode = new ArrayList<>();
            for (int pod = first; pod < Math.min(pods, first + PODS_PER_NODE); pod++) {
                ofNode.add(record(pod, name));
            }
            measure(store.open(new NodeName(name)), ofNode);
            records.addAll(ofNode);
        }
        MetricsApi.Sources sources =
                new MetricsApi.Sources(ClusterView.of(nodes, records), store, ReasonLookup.NONE);
        return MetricsApi.of(
                sources,
                InstantSource.fixed(NOW),
                () -> RECEIVED_NANOS,
                new MetricsApi.Self(4443, "v0.0.0", List.of()));
    }

    static ApiRequest request(String target, String accept) {
        int query = target.indexOf('?');
        return ApiRequest.parse(
                "GET",
                query < 0 ? target : target.substring(0, query),
                query < 0 ? null : target.substring(query + 1),
                name -> name.equals("Accept") ? accept : null);
    }

    private static PodRecord record(int pod, String node) {
        int deployment = pod % DEPLOYMENTS;
        String name =
                "workload-" + deployment + "-6d4cf56db6-" + Integer.toString(pod + 60_000_000, 36);
        Map<String, String> labels =
                Map.of(
                        "app", "workload-" + deployment,
                        "app.kubernetes.io/part-of", "team-" + deployment % NAMESPACES,
                        "pod-template-hash", "6d4cf56db6");
        PodKey key = new PodKey("team-" + deployment % NAMESPACES, name);
        return PodRecord.of(key, "uid-" + pod, node, Labels.of(labels), 0);
    }

    private static void measure(NodeSamples samples, List<PodRecord> pods) {
        for (int scrape = 0; scrape < 2; scrape++) {
            long at = NOW.toEpochMilli() - 20_000 + scrape * WINDOW_MILLIS;
            samples.begin(RECEIVED_NANOS);
            samples.node(at, 1_000_000_000L + scrape * 12_345_678_901L, 8L << 30);
            for (PodRecord pod : pods) {
                for (String container : List.of("istio-proxy", "main")) {
                    long cpu = (long) (pod.key().hashCode() & 0xffffff) * 97 * scrape;
                    samples.container(
                            pod.key(), container, 0, at, 7_000_000_000L + cpu, 123_456L << 10);
                }
            }
            samples.commit();
        }
    }
}
