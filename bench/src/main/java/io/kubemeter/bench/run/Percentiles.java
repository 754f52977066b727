package io.kubemeter.bench.run;

import java.util.Arrays;

/** Exact percentiles of a set of durations, by nearest rank: no buckets, so no rounding. */
final class Percentiles {
    private final long[] sorted;

    private Percentiles(long[] sorted) {
        this.sorted = sorted;
    }

    static Percentiles of(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Percentiles(sorted);
    }

    int count() {
        return sorted.length;
    }

    /** The smallest value that at least {@code fraction} of all values do not exceed. */
    long at(double fraction) {
        if (fraction <= 0 || fraction > 1) {
            throw new IllegalArgumentException("fraction: " + fraction + " (expected: 0 < f <= 1)");
        }
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(fraction * sorted.length);
        return sorted[Math.clamp(rank, 1, sorted.length) - 1];
    }

    long max() {
        return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    }
}
