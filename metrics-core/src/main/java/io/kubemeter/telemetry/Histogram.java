package io.kubemeter.telemetry;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Durations counted by buckets. Any thread may observe and read.
 *
 * <p>A snapshot taken while others observe may miss their last observations, in count and sum alike
 * but not necessarily the same ones; it never counts one twice.
 */
public final class Histogram {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final double[] boundsSeconds;
    private final AtomicLongArray counts;
    private final LongAdder sumMillis = new LongAdder();

    private Histogram(double[] boundsSeconds) {
        this.boundsSeconds = boundsSeconds;
        this.counts = new AtomicLongArray(boundsSeconds.length + 1);
    }

    /** A histogram with these upper bounds, ascending, and one more bucket without bound. */
    public static Histogram of(double... boundsSeconds) {
        for (int i = 1; i < boundsSeconds.length; i++) {
            if (!(boundsSeconds[i] > boundsSeconds[i - 1])) {
                throw new IllegalArgumentException(
                        "bounds: " + Arrays.toString(boundsSeconds) + " (expected: ascending)");
            }
        }
        return new Histogram(boundsSeconds.clone());
    }

    /** Counts one duration, which may be negative where clocks disagree. */
    public void observeMillis(long millis) {
        counts.incrementAndGet(bucketOf(boundsSeconds, millis / MILLIS_PER_SECOND));
        sumMillis.add(millis);
    }

    /** A tally for a caller that observes many durations at once. */
    public HistogramTally tally() {
        return new HistogramTally(boundsSeconds);
    }

    /** Adds a tally and empties it. */
    public void add(HistogramTally tally) {
        for (int i = 0; i < counts.length(); i++) {
            int count = tally.counts[i];
            if (count != 0) {
                counts.addAndGet(i, count);
            }
        }
        sumMillis.add(tally.sumMillis);
        tally.clear();
    }

    /** What was counted so far. */
    public HistogramSnapshot snapshot() {
        long[] cumulative = new long[counts.length()];
        long total = 0;
        for (int i = 0; i < cumulative.length; i++) {
            total += counts.get(i);
            cumulative[i] = total;
        }
        return new HistogramSnapshot(
                boundsSeconds, cumulative, sumMillis.sum() / MILLIS_PER_SECOND);
    }

    /** The first bucket whose bound is not below the value. */
    static int bucketOf(double[] boundsSeconds, double seconds) {
        int bucket = 0;
        while (bucket < boundsSeconds.length && seconds > boundsSeconds[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
