package io.kubemeter.telemetry;

/**
 * A histogram at one time, as the text format wants it: every bucket counts the smaller ones too.
 */
public final class HistogramSnapshot {
    private final double[] boundsSeconds;
    private final long[] cumulative;
    private final double sumSeconds;

    HistogramSnapshot(double[] boundsSeconds, long[] cumulative, double sumSeconds) {
        this.boundsSeconds = boundsSeconds;
        this.cumulative = cumulative;
        this.sumSeconds = sumSeconds;
    }

    /** How many buckets there are, the one without bound included. */
    public int buckets() {
        return cumulative.length;
    }

    /** The i-th bucket's upper bound; infinite for the last one. */
    public double upperBound(int i) {
        return i < boundsSeconds.length ? boundsSeconds[i] : Double.POSITIVE_INFINITY;
    }

    /** How many observations were not above the i-th bound. */
    public long cumulativeCount(int i) {
        return cumulative[i];
    }

    /** How many observations there were. */
    public long count() {
        return cumulative[cumulative.length - 1];
    }

    /** The sum of what was observed. */
    public double sum() {
        return sumSeconds;
    }
}
