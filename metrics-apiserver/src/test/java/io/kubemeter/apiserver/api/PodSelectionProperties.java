package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever index a selector is answered from, the answer is that of looking at every pod. */
class PodSelectionProperties {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Pattern ITEM =
            Pattern.compile("\"name\":\"(p[0-9]+)\",\"namespace\":\"(ns[0-9])\"");
    private static final int PODS = 120;
    private static final int NODES = 5;

    /** A selector and what it means. */
    private record Wish(String parameter, String text, Predicate<PodRecord> meaning) {
        String encoded() {
            return parameter + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aListHoldsExactlyWhatIsSelected(long seed) {
        Random random = new Random(seed);
        List<PodRecord> pods = pods(random);
        MetricsApi api = api(pods);
        for (int round = 0; round < 60; round++) {
            Wish labels = labels(random);
            Wish fields = fields(random);
            String namespace = random.nextInt(3) == 0 ? "ns" + random.nextInt(4) : "";
            String path =
                    "/apis/metrics.k8s.io/v1"
                            + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                            + "/pods";
            String query = labels.encoded() + "&" + fields.encoded();
            List<PodKey> expected =
                    pods.stream()
                            .filter(pod -> namespace.isEmpty() || pod.namespace().equals(namespace))
                            .filter(labels.meaning.and(fields.meaning))
                            .map(PodRecord::key)
                            .sorted(Comparator.naturalOrder())
                            .toList();
            assertThat(listed(api, path, query))
                    .as("seed %d: %s?%s", seed, path, query)
                    .isEqualTo(expected);
        }
    }

    private static Wish labels(Random random) {
        String key = "k" + random.nextInt(3);
        String one = "v" + random.nextInt(4);
        String other = "v" + random.nextInt(4);
        return switch (random.nextInt(8)) {
            case 0 -> label(key + "=" + one, pod -> one.equals(pod.labels().value(key)));
            case 1 -> label(key + "!=" + one, pod -> !one.equals(pod.labels().value(key)));
            case 2 ->
                    label(
                            key + " in (" + one + "," + other + ")",
                            pod ->
                                    one.equals(pod.labels().value(key))
                                            || other.equals(pod.labels().value(key)));
            case 3 ->
                    label(
                            key + " notin (" + one + "," + other + ")",
                            pod ->
                                    !one.equals(pod.labels().value(key))
                                            && !other.equals(pod.labels().value(key)));
            case 4 -> label(key, pod -> pod.labels().value(key) != null);
            case 5 -> label("!" + key, pod -> pod.labels().value(key) == null);
            case 6 ->
                    label(
                            "!k9," + key + "=" + one + ",k0",
                            pod ->
                                    one.equals(pod.labels().value(key))
                                            && pod.labels().value("k0") != null);
            default -> label("", pod -> true);
        };
    }

    private static Wish label(String text, Predicate<PodRecord> meaning) {
        return new Wish("labelSelector", text, meaning);
    }

    private static Wish fields(Random random) {
        String node = "n" + random.nextInt(NODES + 1);
        String name = "p" + random.nextInt(PODS);
        String namespace = "ns" + random.nextInt(4);
        return switch (random.nextInt(7)) {
            case 0 -> field("spec.nodeName=" + node, pod -> pod.nodeName().equals(node));
            case 1 -> field("spec.nodeName!=" + node, pod -> !pod.nodeName().equals(node));
            case 2 -> field("metadata.name=" + name, pod -> pod.name().equals(name));
            case 3 ->
                    field(
                            "metadata.namespace=" + namespace + ",spec.nodeName==" + node,
                            pod ->
                                    pod.namespace().equals(namespace)
                                            && pod.nodeName().equals(node));
            case 4 ->
                    field(
                            "spec.nodeName=" + node + ",metadata.name!=" + name,
                            pod -> pod.nodeName().equals(node) && !pod.name().equals(name));
            case 5 -> field("spec.nodeName=", pod -> false);
            default -> field("", pod -> true);
        };
    }

    private static Wish field(String text, Predicate<PodRecord> meaning) {
        return new Wish("fieldSelector", text, meaning);
    }

    private static List<PodRecord> pods(Random random) {
        List<PodRecord> pods = new ArrayList<>();
        for (int i = 0; i < PODS; i++) {
            Map<String, String> labels = new TreeMap<>();
            for (int key = 0; key < 3; key++) {
                if (random.nextBoolean()) {
                    labels.put("k" + key, "v" + random.nextInt(3));
                }
            }
            PodKey key = new PodKey("ns" + random.nextInt(3), "p" + i);
            String node = "n" + random.nextInt(NODES);
            pods.add(PodRecord.of(key, "uid-" + i, node, Labels.of(labels), 0));
        }
        return pods;
    }

    private static MetricsApi api(List<PodRecord> pods) {
        SampleStore store = new SampleStore(StoreRules.of(15_000));
        List<NodeRecord> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            String name = "n" + i;
            nodes.add(new NodeRecord(name, name, Labels.empty(), List.of(), 10250, true, null));
            NodeSamples samples = store.open(new NodeName(name));
            for (int scrape = 0; scrape < 2; scrape++) {
                samples.begin(1);
                for (PodRecord pod : pods) {
                    if (pod.nodeName().equals(name)) {
                        long at = NOW.toEpochMilli() + scrape * 15_000L;
                        samples.container(pod.key(), "main", 0, at, 1_000_000L * scrape + 1, 4096);
                    }
                }
                samples.commit();
            }
        }
        return MetricsApi.of(
                new MetricsApi.Sources(ClusterView.of(nodes, pods), store, ReasonLookup.NONE),
                InstantSource.fixed(NOW),
                () -> 1,
                new MetricsApi.Self(4443, "v0.0.0", List.of()));
    }

    private static List<PodKey> listed(MetricsApi api, String path, String query) {
        BodySource body = api.answer(ApiRequest.parse("GET", path, query, name -> null)).body();
        ByteBuf into = Unpooled.buffer();
        boolean more = true;
        while (more) {
            into.ensureWritable(4096);
            more = body.fill(into);
        }
        body.close();
        Matcher item = ITEM.matcher(into.toString(StandardCharsets.UTF_8));
        List<PodKey> keys = new ArrayList<>();
        while (item.find()) {
            keys.add(new PodKey(item.group(2), item.group(1)));
        }
        return keys;
    }
}
