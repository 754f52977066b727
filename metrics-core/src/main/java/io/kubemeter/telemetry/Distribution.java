package io.kubemeter.telemetry;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Whole numbers counted by buckets: nanoseconds or bytes. Any thread may observe and read, and an
 * observation costs two additions.
 *
 * <p>A snapshot taken while others observe may miss their last observations; it never counts one
 * twice.
 */
public final class Distribution {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double[] bounds;
    private final long[] limits;
    private final double unit;
    private final AtomicLongArray counts;
    private final LongAdder sum = new LongAdder();

    private Distribution(double[] bounds, double unit) {
        this.bounds = bounds.clone();
        this.unit = unit;
        this.limits = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            limits[i] = Math.round(bounds[i] * unit);
            if (i > 0 && limits[i] <= limits[i - 1]) {
                throw new IllegalArgumentException(
                        "bounds: " + Arrays.toString(bounds) + " (expected: ascending)");
            }
        }
        this.counts = new AtomicLongArray(bounds.length + 1);
    }

    /** Observes nanoseconds; bounds and sum are told in seconds. */
    public static Distribution ofNanos(double... boundsSeconds) {
        return new Distribution(boundsSeconds, NANOS_PER_SECOND);
    }

    /** Observes bytes. */
    public static Distribution ofBytes(double... boundsBytes) {
        return new Distribution(boundsBytes, 1);
    }

    /** {@code count} bounds, each {@code factor} times the one before. */
    public static double[] exponential(double first, double factor, int count) {
        double[] bounds = new double[count];
        double bound = first;
        for (int i = 0; i < count; i++) {
            bounds[i] = bound;
            bound *= factor;
        }
        return bounds;
    }

    /** Counts one value. */
    public void observe(long value) {
        int bucket = 0;
        while (bucket < limits.length && value > limits[bucket]) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
        sum.add(value);
    }

    /** What was counted so far. */
    public HistogramSnapshot snapshot() {
        return snapshotFrom(0);
    }

    /** The same without the first {@code fewer} bounds, for a family with fewer of them. */
    public HistogramSnapshot snapshotFrom(int fewer) {
        long[] cumulative = new long[counts.length() - fewer];
        long total = 0;
        for (int i = 0; i < counts.length(); i++) {
            total += counts.get(i);
            if (i >= fewer) {
                cumulative[i - fewer] = total;
            }
        }
        return new HistogramSnapshot(
                Arrays.copyOfRange(bounds, fewer, bounds.length), cumulative, sum.sum() / unit);
    }
}
