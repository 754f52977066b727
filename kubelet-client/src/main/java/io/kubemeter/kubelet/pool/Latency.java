package io.kubemeter.kubelet.pool;

/**
 * How long one kubelet takes to begin its answer, and what may be expected of it next time:
 * kubelets of large or slow nodes take seconds, most take milliseconds. Falls slowly, rises at
 * once.
 *
 * <p>Owner: the event loop that owns the node.
 */
final class Latency {
    private static final int PATIENCE = 4;
    private static final int FRESH_PATIENCE = 2;
    private static final int SHORTEST_SHARE = 2;
    private static final int FORGETTING = 8;

    private long slowestNanos;

    /** An answer began after so long, or was given up. */
    void observed(long nanos) {
        slowestNanos = Math.max(nanos, slowestNanos - slowestNanos / FORGETTING);
    }

    /**
     * For how long to wait on a kept connection, which may be dead: there is time left for a fresh
     * one then.
     */
    long onKept(Deadlines deadlines) {
        return Math.clamp(
                slowestNanos * PATIENCE, deadlines.head() / SHORTEST_SHARE, deadlines.head());
    }

    /** For how long to wait on a fresh connection: longer than usual where that is usual. */
    long onFresh(Deadlines deadlines) {
        return Math.clamp(slowestNanos * FRESH_PATIENCE, deadlines.head(), deadlines.total());
    }
}
