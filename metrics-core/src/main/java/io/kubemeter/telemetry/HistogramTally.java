package io.kubemeter.telemetry;

import java.util.Arrays;

/**
 * Observations of one caller that are not yet in the shared histogram: one addition per bucket
 * instead of one per observation.
 *
 * <p><b>Owner:</b> the caller that asked for it; it never leaves that thread.
 */
public final class HistogramTally {
    final int[] counts;
    long sumMillis;

    private final double[] boundsSeconds;

    HistogramTally(double[] boundsSeconds) {
        this.boundsSeconds = boundsSeconds;
        this.counts = new int[boundsSeconds.length + 1];
    }

    /** Counts one duration. */
    public void observeMillis(long millis) {
        counts[Histogram.bucketOf(boundsSeconds, millis / 1e3)]++;
        sumMillis += millis;
    }

    void clear() {
        Arrays.fill(counts, 0);
        sumMillis = 0;
    }
}
