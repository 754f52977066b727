package io.kubemeter.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Knows what a metrics service must show, by arithmetic of its own: the CPU time between two
 * samples through the seconds between them, as Go computes it, and the memory of the newer.
 *
 * <p>A service shows the second in which its newer sample was taken and how long before that the
 * older one was. From these two the pair is found again and both values follow exactly. A pod shows
 * only the times of its earliest container; the others must equal some pair that the same scrapes
 * could have seen.
 *
 * <p><b>Owner:</b> any thread; it does not change.
 */
public final class UsageOracle {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long MILLIS = 1_000;

    private final long spreadMillis;
    private final long longestWindowMillis;

    private UsageOracle(long spreadMillis, long longestWindowMillis) {
        this.spreadMillis = spreadMillis;
        this.longestWindowMillis = longestWindowMillis;
    }

    /**
     * An oracle for one kind of kubelet.
     *
     * @param refresh how far apart the samples of one body can be
     * @param longestWindowMillis how far apart the two samples of a pair may be
     */
    public static UsageOracle of(Refresh refresh, long longestWindowMillis) {
        return new UsageOracle(refresh.longestIdleMillis() + MILLIS, longestWindowMillis);
    }

    /** Nanocores between two samples: a quotient of doubles, cut to a whole number. */
    public static long nanocores(Sample older, Sample newer) {
        long windowMillis = newer.timestampMillis() - older.timestampMillis();
        long wholeSeconds = windowMillis / MILLIS;
        double seconds = wholeSeconds + windowMillis % MILLIS * 1_000_000 / NANOS_PER_SECOND;
        return (long) ((newer.cpuNanos() - older.cpuNanos()) / seconds);
    }

    /** What a pair of samples must be shown as. */
    public static ExpectedUsage between(Sample older, Sample newer) {
        return new ExpectedUsage(
                newer.timestampMillis(),
                newer.timestampMillis() - older.timestampMillis(),
                nanocores(older, newer),
                newer.memoryBytes());
    }

    /**
     * The values that belong to a shown timestamp and window: one for each pair of this series, or
     * sample together with its birth, that has these times. Mostly one; where samples are less than
     * a second apart, two of them may lie in the shown second.
     */
    private static List<ExpectedUsage> at(
            Measured series, long timestampSecond, long windowMillis) {
        List<ExpectedUsage> found = new ArrayList<>();
        long sample = series.sampleMillis((timestampSecond + 1) * MILLIS - 1);
        while (sample != Measured.NEVER && sample >= timestampSecond * MILLIS) {
            Sample newer = series.sample(sample);
            Sample older = olderOf(series, newer, sample - windowMillis);
            if (older != null) {
                found.add(between(older, newer));
            }
            sample = series.sampleMillis(sample - 1);
        }
        return found;
    }

    private static @Nullable Sample olderOf(Measured series, Sample newer, long olderMillis) {
        if (olderMillis == newer.startMillis()) {
            return birth(newer);
        }
        boolean sampled =
                olderMillis < newer.timestampMillis()
                        && series.sampleMillis(olderMillis) == olderMillis;
        if (!sampled) {
            return null;
        }
        Sample older = series.sample(olderMillis);
        return older.startMillis() == newer.startMillis() ? older : null;
    }

    private static Sample birth(Sample of) {
        return new Sample(of.startMillis(), of.startMillis(), 0, 0);
    }

    /** What is wrong with a node's numbers, or {@code null} when they are right. */
    public @Nullable String judge(
            SimulatedNode node, long timestampSecond, long windowMillis, ServedUsage served) {
        List<ExpectedUsage> expected = at(node.usage(), timestampSecond, windowMillis);
        if (expected.isEmpty()) {
            return node.name() + ": no samples " + windowMillis + " ms apart end in that second";
        }
        return expected.stream().anyMatch(it -> it.explains(served))
                ? null
                : differs(node.name(), served, expected.getFirst());
    }

    /** What is wrong with a pod's numbers, or {@code null} when they are right. */
    public @Nullable String judge(SimulatedPod pod, ServedPod served) {
        String name = pod.namespace() + "/" + pod.name();
        if (served.containers().size() != pod.containers().size()) {
            return name
                    + ": "
                    + served.containers().size()
                    + " containers (expected: "
                    + pod.containers().size()
                    + ")";
        }
        String reason = name + ": no container has these times";
        for (ServedUsage usage : served.containers()) {
            SimulatedContainer container = pod.container(usage.name());
            for (ExpectedUsage earliest :
                    at(container, served.timestampSecond(), served.windowMillis())) {
                reason =
                        earliest.explains(usage)
                                ? others(pod, served, earliest)
                                : differs(name + "/" + usage.name(), usage, earliest);
                if (reason == null) {
                    return null;
                }
            }
        }
        return reason;
    }

    private @Nullable String others(SimulatedPod pod, ServedPod served, ExpectedUsage earliest) {
        for (ServedUsage usage : served.containers()) {
            SimulatedContainer container = pod.container(usage.name());
            if (!possible(container, earliest.timestampMillis(), usage)) {
                return String.format(
                        Locale.ROOT,
                        "%s/%s/%s: no pair gives %s",
                        pod.namespace(),
                        pod.name(),
                        usage.name(),
                        usage);
            }
        }
        return null;
    }

    /** Whether some pair whose newer sample is not older than the earliest gives the values. */
    private boolean possible(Measured series, long earliestMillis, ServedUsage served) {
        long sample = series.sampleMillis(earliestMillis + spreadMillis);
        while (sample != Measured.NEVER && sample >= earliestMillis) {
            Sample newer = series.sample(sample);
            if (newer.memoryBytes() == served.memoryBytes() && paired(series, newer, served)) {
                return true;
            }
            sample = series.sampleMillis(sample - 1);
        }
        return false;
    }

    private boolean paired(Measured series, Sample newer, ServedUsage served) {
        if (between(birth(newer), newer).explains(served)) {
            return true;
        }
        long oldest = Math.max(newer.startMillis(), newer.timestampMillis() - longestWindowMillis);
        long sample = series.sampleMillis(newer.timestampMillis() - 1);
        while (sample != Measured.NEVER && sample >= oldest) {
            if (between(series.sample(sample), newer).explains(served)) {
                return true;
            }
            sample = series.sampleMillis(sample - 1);
        }
        return false;
    }

    private static String differs(String name, ServedUsage served, ExpectedUsage expected) {
        return name + ": " + served + " (expected: " + expected + ")";
    }
}
