package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.ServedPod;
import io.kubemeter.simulator.world.ServedUsage;
import io.kubemeter.simulator.world.SimulatedContainer;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.UsageOracle;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The oracle against brute force: a naive scraper reads the very text that kubelets send, every
 * fifteen seconds, and divides decimals.
 */
class UsageOracleProperties {
    private static final long START = 1_795_232_349_000L;

    private final Map<String, Point> newest = new HashMap<>();
    private final Map<String, Point> older = new HashMap<>();
    private World world = world(0, Refresh.KUBELET);
    private UsageOracle oracle = UsageOracle.of(Refresh.KUBELET, 90_000);

    /** What one body says of one series. */
    private static final class Point {
        long millis;
        BigDecimal cpu = BigDecimal.ZERO;
        long memory;
        long start;
    }

    private static World world(long seed, Refresh refresh) {
        return World.of(
                WorldShape.of(2, 25, 3, seed).refreshed(refresh),
                InstantSource.fixed(Instant.ofEpochMilli(START)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyHonestAnswerIsRightAndEveryTouchedOneWrong(long seed) {
        assertThat(judgedBy(seed, Refresh.KUBELET, 15_000, 20)).isGreaterThan(800);
    }

    /** Two samples may lie in one second, each as long after one before it as the other. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsSampledMoreOftenThanTheSecondIsJudgedToo(long seed) {
        assertThat(judgedBy(seed, Refresh.about(Duration.ofSeconds(1)), 1_100, 300))
                .isGreaterThan(8_000);
    }

    private int judgedBy(long seed, Refresh refresh, long everyMillis, int scrapes) {
        world = world(seed, refresh);
        oracle = UsageOracle.of(refresh, 90_000);
        int judged = 0;
        for (long now = START; now < START + scrapes * everyMillis; now += everyMillis) {
            for (SimulatedNode node : world.nodes()) {
                scrape(node, now);
                judged += judge(node);
            }
        }
        return judged;
    }

    private void scrape(SimulatedNode node, long now) {
        BodyWriter out = new BodyWriter();
        new ResourceBody(out).write(ResourceRows.of(world.podsOn(node.name())), node.usage(), now);
        Map<String, Point> points = new HashMap<>();
        for (String line : new String(out.toBytes(), UTF_8).split("\n", -1)) {
            if (!line.startsWith("#") && !line.isEmpty() && !line.startsWith("pod_")) {
                read(node.name(), line, points);
            }
        }
        points.forEach(this::append);
    }

    private static void read(String node, String line, Map<String, Point> points) {
        String[] parts = line.split(" ", -1);
        int brace = parts[0].indexOf('{');
        String series = brace < 0 ? node : parts[0].substring(brace);
        Point point = points.computeIfAbsent(series, _ -> new Point());
        BigDecimal value = new BigDecimal(parts[1]);
        if (line.contains("_start_time_seconds")) {
            point.start = value.movePointRight(3).longValue();
        } else if (line.contains("_cpu_")) {
            point.cpu = value;
            point.millis = Long.parseLong(parts[2]);
        } else if (line.contains("_memory_")) {
            point.memory = value.longValueExact();
        }
    }

    private void append(String series, Point point) {
        Point last = newest.get(series);
        if (last == null || point.start != last.start) {
            older.remove(series);
            newest.put(series, point);
        } else if (point.millis > last.millis) {
            older.put(series, last);
            newest.put(series, point);
        }
    }

    private int judge(SimulatedNode node) {
        int judged = 0;
        for (SimulatedPod pod : world.podsOn(node.name())) {
            ServedPod served = served(pod);
            if (served != null) {
                judged++;
                assertThat(oracle.judge(pod, served)).isNull();
                touched(pod, served);
            }
        }
        Point last = newest.get(node.name());
        Point first = older.get(node.name());
        if (last != null && first != null) {
            long window = last.millis - first.millis;
            ServedUsage usage = new ServedUsage(node.name(), rate(first, last), last.memory);
            assertThat(oracle.judge(node, last.millis / 1000, window, usage)).isNull();
            assertThat(oracle.judge(node, last.millis / 1000, window + 1, usage)).isNotNull();
        }
        return judged;
    }

    private @Nullable ServedPod served(SimulatedPod pod) {
        List<ServedUsage> containers = new ArrayList<>();
        Point earliest = new Point();
        earliest.millis = Long.MAX_VALUE;
        long window = 0;
        for (SimulatedContainer container : pod.containers()) {
            String series =
                    new ResourceRows.Row(container.name(), pod.namespace(), pod.name(), container)
                            .labels()
                            .strip();
            Point last = newest.get(series);
            Point first = older.get(series);
            if (last == null || first == null) {
                return null;
            }
            containers.add(new ServedUsage(container.name(), rate(first, last), last.memory));
            if (last.millis < earliest.millis) {
                earliest = last;
                window = last.millis - first.millis;
            }
        }
        return new ServedPod(earliest.millis / 1000, window, containers);
    }

    private static long rate(Point first, Point last) {
        return last.cpu
                .subtract(first.cpu)
                .movePointRight(9 + 3)
                .divide(BigDecimal.valueOf(last.millis - first.millis), RoundingMode.DOWN)
                .longValue();
    }

    private void touched(SimulatedPod pod, ServedPod served) {
        List<ServedUsage> containers = new ArrayList<>(served.containers());
        ServedUsage one = containers.getFirst();
        containers.set(
                0,
                new ServedUsage(one.name(), 2 * one.cpuNanocores() + 1_000_003, one.memoryBytes()));
        assertThat(oracle.judge(pod, with(served, containers))).isNotNull();
        containers.set(0, new ServedUsage(one.name(), one.cpuNanocores(), one.memoryBytes() + 1));
        assertThat(oracle.judge(pod, with(served, containers))).isNotNull();
    }

    private static ServedPod with(ServedPod served, List<ServedUsage> containers) {
        return new ServedPod(served.timestampSecond(), served.windowMillis(), containers);
    }
}
