package io.kubemeter.apiserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.model.PodKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table against a plain sorted map that scans for everything. */
class PodTableProperties {
    private static final LabelQuery WEB = query("app", List.of("web", "api"));
    private static final LabelQuery NOT_WEB = query(null, List.of("web", "api"));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyHistoryLeavesWhatAPlainMapLeaves(long seed) {
        Random random = new Random(seed);
        PodTable table = new PodTable();
        Map<PodKey, PodRecord> plain = new TreeMap<>();
        for (int step = 0; step < 4_000; step++) {
            PodRecord pod = pod(random);
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> {
                    table.remove(pod.key());
                    plain.remove(pod.key());
                }
                case 6 -> {
                    Set<PodKey> named = some(plain.keySet(), random);
                    table.retain(named);
                    plain.keySet().retainAll(named);
                }
                default -> {
                    table.put(pod);
                    plain.put(pod.key(), pod);
                }
            }
            if (step % 97 == 0) {
                check(table, plain, seed);
            }
        }
        check(table, plain, seed);
        table.retain(Set.of());
        assertThat(table.size()).as("seed %s", seed).isZero();
        assertThat(table.pods()).as("seed %s", seed).isEmpty();
        assertThat(table.sharedLabels()).as("seed %s: nothing left behind", seed).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void noChangeOfANodesPodsGoesUncounted(long seed) {
        Random random = new Random(seed);
        PodTable table = new PodTable();
        for (int step = 0; step < 2_000; step++) {
            PodRecord pod = pod(random);
            String before = nodeOf(table, pod.key());
            long here = table.changes(pod.nodeName());
            long there = table.changes(before);
            if (random.nextInt(3) == 0) {
                table.remove(pod.key());
            } else {
                table.put(pod);
            }
            String after = nodeOf(table, pod.key());
            if (!after.equals(before)) {
                assertThat(table.changes(before) > there || before.isEmpty())
                        .as("seed %s: the node that lost it", seed)
                        .isTrue();
                assertThat(table.changes(after) > here || after.isEmpty())
                        .as("seed %s: the node that gained it", seed)
                        .isTrue();
            }
        }
    }

    private static String nodeOf(PodTable table, PodKey key) {
        PodRecord pod = table.pod(key);
        return pod == null ? "" : pod.nodeName();
    }

    @Test
    void walkGoesOnWhileThePodsChange() {
        PodTable table = new PodTable();
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            table.put(pod(random));
        }
        List<PodRecord> walked =
                table.pods().stream()
                        .peek(pod -> {
                            table.remove(pod.key());
                            table.put(pod(random));
                        })
                        .toList();
        assertThat(walked).isSortedAccordingTo(Comparator.comparing(PodRecord::key));
    }

    private static void check(PodTable table, Map<PodKey, PodRecord> plain, long seed) {
        same(table, all -> true, table.pods(), plain, seed);
        same(table, WEB_PODS, table.pods(WEB), plain, seed);
        same(table, WEB_PODS.negate(), table.pods(NOT_WEB), plain, seed);
        for (String namespace : List.of("a", "b", "c", "none")) {
            Predicate<PodRecord> inside = pod -> pod.namespace().equals(namespace);
            same(table, inside, table.pods(namespace), plain, seed);
            same(table, inside.and(WEB_PODS), table.pods(namespace, WEB), plain, seed);
            same(table, inside.and(WEB_PODS.negate()), table.pods(namespace, NOT_WEB), plain, seed);
        }
        for (int i = 0; i < 5; i++) {
            String node = "node-" + i;
            long bound = plain.values().stream().filter(it -> it.nodeName().equals(node)).count();
            assertThat(table.podsOn(node))
                    .as("seed %s: pods on %s", seed, node)
                    .isEqualTo((int) bound);
        }
        Map<Labels, Labels> instances = new HashMap<>();
        for (PodRecord pod : table.pods()) {
            assertThat(instances.computeIfAbsent(pod.labels(), Labels.class::cast))
                    .as("seed %s: labels are shared", seed)
                    .isSameAs(pod.labels());
        }
    }

    private static final Predicate<PodRecord> WEB_PODS = pod -> WEB.matches(pod.labels());

    private static void same(
            PodTable table,
            Predicate<PodRecord> wanted,
            Iterable<PodRecord> listed,
            Map<PodKey, PodRecord> plain,
            long seed) {
        List<PodRecord> expected = plain.values().stream().filter(wanted).toList();
        assertThat(listed)
                .as("seed %s", seed)
                .usingElementComparator((one, other) -> one.sameAs(other) ? 0 : 1)
                .containsExactlyElementsOf(expected);
        for (PodRecord pod : listed) {
            assertThat(table.pod(pod.key())).as("seed %s", seed).isSameAs(pod);
        }
    }

    private static PodRecord pod(Random random) {
        String namespace = String.valueOf((char) ('a' + random.nextInt(3)));
        String name = "pod-" + random.nextInt(400);
        String[] apps = {"web", "web", "web", "api", "db", ""};
        String app = apps[random.nextInt(apps.length)];
        Map<String, String> labels =
                app.isEmpty()
                        ? Map.of("unique", name)
                        : Map.of("app", app, "hash", "h" + random.nextInt(2));
        return PodRecord.of(
                new PodKey(namespace, name),
                "uid-" + random.nextInt(3),
                "node-" + random.nextInt(5),
                Labels.of(labels),
                random.nextInt(3));
    }

    private static Set<PodKey> some(Set<PodKey> keys, Random random) {
        Set<PodKey> some = new HashSet<>();
        keys.forEach(key -> {
            if (random.nextInt(10) > 0) {
                some.add(key);
            }
        });
        return some;
    }

    /** {@code app in (values)} by its key, or {@code app notin (values)} without one. */
    private static LabelQuery query(@Nullable String key, List<String> values) {
        return new LabelQuery() {
            @Override
            public boolean matches(Labels labels) {
                String value = labels.value("app");
                boolean in = value != null && values.contains(value);
                return in == (key != null);
            }

            @Override
            public @Nullable String key() {
                return key;
            }

            @Override
            public List<String> values() {
                return values;
            }
        };
    }
}
