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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The world of the captured exchanges: one node, six pods, and the numbers that were served. */
public final class CapturedWorld {
    static final Instant NOW = Instant.parse("2026-11-21T03:36:59Z");
    public static final long NOW_NANOS = 1_000_000_000_000L;
    private static final long EARLIER_CPU = 5_000_000_000L;
    private static final String NODE = "node1";
    private static final String NAMESPACE = "shop";

    private record Container(String name, long cpuNanocores, long memoryKibi) {}

    private record Pod(
            String name,
            Map<String, String> labels,
            String timestamp,
            long windowMillis,
            List<Container> containers) {}

    private static final List<Pod> PODS =
            List.of(
                    new Pod(
                            "crashing",
                            Map.of("app", "crashing"),
                            "2026-11-21T03:36:42Z",
                            12_425,
                            List.of(new Container("good", 10833574, 1948))),
                    new Pod(
                            "idle",
                            Map.of("app", "idle"),
                            "2026-11-21T03:36:43Z",
                            19_635,
                            List.of(new Container("c", 3492, 1116))),
                    new Pod(
                            "sidecar",
                            Map.of("app", "sidecar"),
                            "2026-11-21T03:36:39Z",
                            13_335,
                            List.of(
                                    new Container("mesh", 10687962, 2244),
                                    new Container("app", 30761758, 1768))),
                    web(
                            "kvp5z",
                            "2026-11-21T03:36:36Z",
                            12_524,
                            proxy(20667441, 2352),
                            main(60246348, 2404)),
                    web(
                            "rb98z",
                            "2026-11-21T03:36:31Z",
                            14_826,
                            proxy(20627329, 2024),
                            main(60022623, 2420)),
                    web(
                            "wskmf",
                            "2026-11-21T03:36:38Z",
                            18_357,
                            proxy(20528913, 2568),
                            main(60103508, 1700)));

    private CapturedWorld() {}

    public static MetricsApi.Sources sources() {
        return new MetricsApi.Sources(view(), store(), ReasonLookup.NONE);
    }

    static MetricsApi api(MetricsApi.Sources sources, List<String> otherPaths) {
        return MetricsApi.of(
                sources,
                InstantSource.fixed(NOW),
                () -> NOW_NANOS,
                new MetricsApi.Self(4443, "v0.0.0", otherPaths));
    }

    static ClusterView view() {
        List<PodRecord> pods = new ArrayList<>();
        for (Pod pod : PODS) {
            pods.add(
                    PodRecord.of(
                            new PodKey(NAMESPACE, pod.name),
                            "uid-" + pod.name,
                            NODE,
                            Labels.of(pod.labels),
                            0));
        }
        Map<String, String> labels =
                Map.of(
                        "beta.kubernetes.io/arch", "amd64",
                        "beta.kubernetes.io/os", "linux",
                        "kubernetes.io/arch", "amd64",
                        "kubernetes.io/hostname", "node1",
                        "kubernetes.io/os", "linux");
        NodeRecord node =
                new NodeRecord(NODE, "uid", Labels.of(labels), List.of(), 10250, true, null);
        return ClusterView.of(List.of(node), pods);
    }

    static SampleStore store() {
        SampleStore store = new SampleStore(StoreRules.of(15_000));
        NodeSamples samples = store.open(new NodeName(NODE));
        for (boolean newer : new boolean[] {false, true}) {
            samples.begin(NOW_NANOS);
            long at = millis("2026-11-21T03:36:46Z");
            samples.node(newer ? at : at - 20_039, cpu(newer, 338215085, 20_039), 663496 * 1024L);
            for (Pod pod : PODS) {
                add(samples, pod, newer);
            }
            samples.commit();
        }
        return store;
    }

    private static void add(NodeSamples samples, Pod pod, boolean newer) {
        for (Container container : pod.containers) {
            long at = millis(pod.timestamp);
            samples.container(
                    new PodKey(NAMESPACE, pod.name),
                    container.name,
                    0,
                    newer ? at : at - pod.windowMillis,
                    cpu(newer, container.cpuNanocores, pod.windowMillis),
                    container.memoryKibi * 1024);
        }
    }

    /** The counter whose difference, cut to whole nanocores, is what was served. */
    private static long cpu(boolean newer, long nanocores, long windowMillis) {
        return newer ? EARLIER_CPU + (nanocores * windowMillis + 999) / 1000 : EARLIER_CPU;
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    private static Pod web(
            String suffix, String timestamp, long windowMillis, Container proxy, Container main) {
        return new Pod(
                "web-785c4cdb56-" + suffix,
                Map.of("app", "web", "pod-template-hash", "785c4cdb56"),
                timestamp,
                windowMillis,
                List.of(proxy, main));
    }

    private static Container proxy(long cpuNanocores, long memoryKibi) {
        return new Container("istio-proxy", cpuNanocores, memoryKibi);
    }

    private static Container main(long cpuNanocores, long memoryKibi) {
        return new Container("main", cpuNanocores, memoryKibi);
    }
}
