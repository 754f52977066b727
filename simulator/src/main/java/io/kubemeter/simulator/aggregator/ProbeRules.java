package io.kubemeter.simulator.aggregator;

/**
 * When the aggregator looks at extension servers: again after each failure, twice as late each
 * time, and now and then while all is well.
 */
public record ProbeRules(long firstRetryMillis, long lastRetryMillis, long resyncMillis) {
    /** A kube-apiserver's. */
    public static final ProbeRules KUBERNETES = new ProbeRules(5, 30_000, 30_000);

    /** Soon again, because nobody tells this aggregator that a pod became ready. */
    public static final ProbeRules EAGER = new ProbeRules(20, 100, 30_000);

    long retryMillis(int failures) {
        return Math.min(lastRetryMillis, firstRetryMillis << Math.min(failures, 16));
    }
}
