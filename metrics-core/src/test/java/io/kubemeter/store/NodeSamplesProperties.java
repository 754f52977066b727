package io.kubemeter.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.ring.SamplePair;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random scrapes against a naive model of the rules, which keeps every sample of a run in a list
 * and every name in a set.
 */
class NodeSamplesProperties {
    private static final long RESOLUTION_MILLIS = 15_000;
    private static final StoreRules RULES = StoreRules.of(RESOLUTION_MILLIS);
    private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(64);
    private static final int SCRAPES = 60;

    private record Row(PodKey pod, String container, @Nullable Sample sample) {}

    private record Name(PodKey pod, String container) {}

    private record Sample(long start, long time, BigInteger cpu, long memory) {
        boolean zero() {
            return cpu.signum() == 0 || memory == 0;
        }
    }

    /** The samples that may make pairs, oldest first, and when the newest of them came. */
    private static final class Run {
        List<Sample> served = new ArrayList<>();

        /** A new life's samples, until they are two and take the place of the others. */
        @Nullable List<Sample> next;

        long receivedMillis;
        int namedBy;

        List<Sample> newest() {
            List<Sample> other = next;
            return other == null ? served : other;
        }

        boolean stale(long atMillis) {
            return atMillis - receivedMillis > RULES.maxSampleAgeMillis();
        }

        boolean stays(int scrape, long nowMillis) {
            return served.size() >= 2
                    ? !stale(nowMillis + RESOLUTION_MILLIS)
                    : namedBy >= scrape - 2;
        }
    }

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 60), LongStream.of(20_261_121));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theStoreDoesWhatTheModelDoes(long seed) {
        Random random = new Random(seed);
        NodeSamples samples = new SampleStore(RULES).open(new NodeName("n"));
        World world = new World(random);
        Map<Name, Run> model = new HashMap<>();
        long nowMillis = 1_795_000_000_000L;
        for (int scrape = 0; scrape < SCRAPES; scrape++) {
            nowMillis += random.nextInt(20) == 0 ? 100_000 : 15_000;
            List<Row> rows = world.rows(nowMillis);
            samples.begin(nowMillis * 1_000_000);
            for (Row row : rows) {
                give(samples, row);
                Run run = model.computeIfAbsent(new Name(row.pod, row.container), n -> new Run());
                run.namedBy = scrape;
                if (row.sample != null) {
                    offer(run, row.sample, nowMillis);
                }
            }
            samples.commit();
            forget(model, rows, scrape, nowMillis);
            compare("seed " + seed + ", scrape " + scrape, samples, model, scrape);
        }
    }

    /** Pods that were not named are gone; of the others, containers that may not be held. */
    private static void forget(Map<Name, Run> model, List<Row> rows, int scrape, long nowMillis) {
        Set<PodKey> named = new HashSet<>();
        rows.forEach(row -> named.add(row.pod));
        model.entrySet()
                .removeIf(one -> {
                    Run run = one.getValue();
                    return !named.contains(one.getKey().pod)
                            || (run.namedBy != scrape && !run.stays(scrape, nowMillis));
                });
    }

    private static void give(NodeSamples samples, Row row) {
        if (row.sample == null) {
            samples.container(row.pod, row.container);
            return;
        }
        samples.container(
                row.pod,
                row.container,
                row.sample.start,
                row.sample.time,
                row.sample.cpu.longValue(),
                row.sample.memory);
    }

    private static void offer(Run run, Sample sample, long nowMillis) {
        long age = sample.time - sample.start;
        boolean known = sample.start != 0;
        if (sample.zero() && known && age < RESOLUTION_MILLIS) {
            return;
        }
        List<Sample> held = run.newest();
        boolean first = held.isEmpty();
        boolean stale = run.stale(nowMillis);
        Sample last = first ? sample : held.getLast();
        boolean back = sample.time < last.time;
        if (!first && sample.time <= last.time && !(stale && back)) {
            return;
        }
        boolean restart = !first && sample.time > last.time && sample.start >= last.time;
        boolean moved = known && last.start != 0 && sample.start != last.start;
        boolean vanished = sample.cpu.signum() == 0 && last.cpu.signum() != 0;
        if (!first && !restart && !back && !moved && vanished) {
            return;
        }
        boolean anew = restart || back || moved || sample.cpu.compareTo(last.cpu) < 0;
        List<Sample> into = anew ? new ArrayList<>() : held;
        if ((first || restart) && age >= 10_000 && age < RESOLUTION_MILLIS) {
            into.add(new Sample(sample.start, sample.start, BigInteger.ZERO, 0));
        }
        into.add(sample);
        boolean beside = (anew || run.next != null) && run.served.size() >= 2 && !stale;
        if (beside && into.size() < 2) {
            run.next = into;
            return;
        }
        run.served = into;
        run.next = null;
        run.receivedMillis = nowMillis;
    }

    private static void compare(
            String where, NodeSamples samples, Map<Name, Run> model, int scrape) {
        Set<PodKey> pods = new TreeSet<>();
        model.keySet().forEach(name -> pods.add(name.pod));
        assertThat(samples.podCount()).as(where).isEqualTo(pods.size());
        boolean waits = false;
        for (PodKey pod : pods) {
            PodEntry entry = requireNonNull(samples.pod(pod), where + ": " + pod);
            List<String> names =
                    model.keySet().stream()
                            .filter(name -> name.pod.equals(pod))
                            .map(Name::container)
                            .sorted()
                            .toList();
            List<String> ours =
                    IntStream.range(0, entry.size()).mapToObj(i -> entry.series(i).name()).toList();
            assertThat(ours).as("%s: %s", where, pod).isEqualTo(names);
            for (int i = 0; i < entry.size(); i++) {
                Run run = requireNonNull(model.get(new Name(pod, names.get(i))));
                comparePair(where + ": " + pod + " " + names.get(i), entry.series(i), run);
                waits |= run.namedBy == scrape && run.newest().size() < 2;
            }
        }
        assertThat(samples.awaitsPair()).as(where).isEqualTo(waits);
    }

    private static void comparePair(String where, Series series, Run run) {
        SamplePair pair = new SamplePair();
        boolean served = series.ring().newestPair(pair);
        assertThat(served).as(where).isEqualTo(run.served.size() >= 2);
        if (!served) {
            return;
        }
        Sample previous = run.served.get(run.served.size() - 2);
        Sample newest = run.served.getLast();
        assertThat(pair.previousTimestampMillis()).as(where).isEqualTo(previous.time);
        assertThat(pair.newestTimestampMillis()).as(where).isEqualTo(newest.time);
        assertThat(pair.previousCpuNanos()).as(where).isEqualTo(previous.cpu.longValue());
        assertThat(pair.newestCpuNanos()).as(where).isEqualTo(newest.cpu.longValue());
        assertThat(pair.newestMemoryBytes()).as(where).isEqualTo(newest.memory);
        assertThat(series.receivedNanos()).as(where).isEqualTo(run.receivedMillis * 1_000_000);
        assertThat(newest.time).as(where).isGreaterThan(previous.time);
        assertThat(newest.cpu).as(where).isGreaterThanOrEqualTo(previous.cpu);
    }

    /** Containers that start, run, idle, restart, reset, vanish, and are listed in any order. */
    private static final class World {
        private final Random random;
        private final List<Container> containers = new ArrayList<>();
        private int names;

        World(Random random) {
            this.random = random;
        }

        List<Row> rows(long nowMillis) {
            if (containers.size() < 3 || (containers.size() < 12 && random.nextInt(4) == 0)) {
                containers.add(new Container(names++, random, nowMillis));
            }
            if (random.nextInt(8) == 0) {
                containers.remove(random.nextInt(containers.size()));
            }
            if (random.nextInt(6) == 0) {
                Collections.shuffle(containers, random);
            }
            List<Row> rows = new ArrayList<>();
            containers.forEach(container -> rows.add(container.row(nowMillis)));
            return rows;
        }
    }

    private static final class Container {
        private final Random random;
        private final PodKey pod;
        private final String name;
        private final boolean tellsStart;
        private long start;
        private long time;
        private BigInteger cpu;

        Container(int number, Random random, long nowMillis) {
            this.random = random;
            this.pod = new PodKey("ns" + number % 2, "pod" + number % 4);
            this.name = "c" + number;
            this.tellsStart = random.nextInt(4) != 0;
            this.start = nowMillis - random.nextInt(random.nextBoolean() ? 20_000 : 10_000_000);
            this.time = nowMillis - random.nextInt(5_000);
            this.cpu =
                    random.nextInt(4) == 0
                            ? BigInteger.ONE.shiftLeft(63).subtract(BigInteger.valueOf(3_000))
                            : BigInteger.valueOf(random.nextInt(1_000));
        }

        Row row(long nowMillis) {
            long memory = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(100);
            BigInteger shown = cpu;
            switch (random.nextInt(12)) {
                case 0 -> time = nowMillis - random.nextInt(60_000);
                case 1 -> restart(nowMillis);
                case 2 -> cpu = BigInteger.valueOf(random.nextInt(50));
                case 3 -> shown = BigInteger.ZERO;
                case 4 -> {
                    return new Row(pod, name, null);
                }
                case 5 -> start += random.nextInt(3) - 1;
                case 6 -> time -= random.nextInt(3) * 1_000_000L;
                case 7 -> {} // The kubelet repeats what it has cached.
                default -> {
                    time = nowMillis - random.nextInt(5_000);
                    cpu = cpu.add(BigInteger.valueOf(random.nextInt(2_000))).mod(UNSIGNED);
                    shown = cpu;
                }
            }
            return new Row(pod, name, new Sample(tellsStart ? start : 0, time, shown, memory));
        }

        private void restart(long nowMillis) {
            start = nowMillis - random.nextInt(20_000);
            time = Math.max(start, nowMillis - random.nextInt(5_000));
            cpu = BigInteger.valueOf(random.nextInt(3));
        }
    }
}
