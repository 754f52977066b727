package io.kubemeter.telemetry;

/**
 * How long one node's kubelet takes to answer.
 *
 * <p><b>Owner:</b> the event loop that owns the node observes; any thread takes snapshots. The
 * plain fields become visible with the volatile write at the end of each observation.
 */
public final class NodeTelemetry {
    private static final double[] BOUNDS_SECONDS = {
        .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
    };

    /** The node's clock has not been heard of. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    private static final double NANOS_PER_SECOND = 1e9;

    private final String node;
    private final int[] counts = new int[BOUNDS_SECONDS.length + 1];
    private long sumNanos;
    private volatile long lastRequestMillis;
    private volatile long clockOffsetMillis = UNKNOWN;

    NodeTelemetry(String node) {
        this.node = node;
    }

    /** The node's name, which is the value of the label {@code node}. */
    public String node() {
        return node;
    }

    /**
     * Counts one request, successful or not.
     *
     * @param durationNanos from its start to the end of decoding
     * @param completedMillis when it ended, since the epoch
     */
    public void observe(long durationNanos, long completedMillis) {
        counts[Histogram.bucketOf(BOUNDS_SECONDS, durationNanos / NANOS_PER_SECOND)]++;
        sumNanos += durationNanos;
        lastRequestMillis = completedMillis;
    }

    /** When the last request ended, since the epoch; 0 before the first. */
    public long lastRequestMillis() {
        return lastRequestMillis;
    }

    /** Notes how far the node's clock is ahead of ours, or that it is {@link #UNKNOWN}. */
    public void clockOffset(long millis) {
        clockOffsetMillis = millis;
    }

    /** How far the node's clock is ahead of ours, or {@link #UNKNOWN}. */
    public long clockOffsetMillis() {
        return clockOffsetMillis;
    }

    /** The requests so far. */
    public HistogramSnapshot snapshot() {
        // Read first: what the owner wrote before it is then visible.
        long seenRequest = lastRequestMillis;
        long[] cumulative = new long[counts.length];
        long total = 0;
        for (int i = 0; i < counts.length && seenRequest != 0; i++) {
            total += counts[i];
            cumulative[i] = total;
        }
        return new HistogramSnapshot(BOUNDS_SECONDS, cumulative, sumNanos / NANOS_PER_SECOND);
    }
}
