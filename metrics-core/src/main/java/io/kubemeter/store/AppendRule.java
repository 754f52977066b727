package io.kubemeter.store;

import io.kubemeter.ring.SampleRing;

/**
 * What a new sample means for the history of its series. Called by the owner of the ring.
 *
 * <p>Upstream's subtle rules live here, on the writing side, so that the reading side needs none:
 * any two adjacent samples of a ring make a usage that may be served.
 */
final class AppendRule {
    /** What to do with a sample. */
    enum Verdict {
        /** Nothing new, or not to be believed. */
        SKIP,
        /** The next sample of the same run. */
        APPEND,
        /** The first sample of a run that we know the beginning of. */
        BEGIN,
        /** A first sample too, but what the counter holds was not all used since the start time. */
        BEGIN_AGAIN
    }

    private AppendRule() {}

    /**
     * Judges a sample against the newest one.
     *
     * @param stale whether the newest sample is too old to be served
     */
    static Verdict judge(
            SampleRing held, long startMillis, long timestampMillis, long cpuNanos, boolean stale) {
        if (held.isEmpty()) {
            return Verdict.BEGIN;
        }
        long lastMillis = held.newestTimestampMillis();
        if (timestampMillis <= lastMillis) {
            // Kubelets repeat cached samples. Only once the newest one is not served any more can
            // an
            // older time be a clock that was set back, without time running backwards for readers.
            return stale && timestampMillis < lastMillis ? Verdict.BEGIN_AGAIN : Verdict.SKIP;
        }
        if (startMillis >= lastMillis) {
            return Verdict.BEGIN;
        }
        if (otherRun(held.newestStartMillis(), startMillis)) {
            return Verdict.BEGIN_AGAIN;
        }
        if (cpuNanos == 0 && held.newestCpuNanos() != 0) {
            // A counter that could not be read shows as zero, and is back in the next sample: taken
            // for a reset it would make that one's jump look like use.
            return Verdict.SKIP;
        }
        boolean reset = Long.compareUnsigned(cpuNanos, held.newestCpuNanos()) < 0;
        return reset ? Verdict.BEGIN_AGAIN : Verdict.APPEND;
    }

    /**
     * Whether zeros in this sample only mean that the runtime has not measured yet. So it is with
     * containers younger than one period; later a zero is a value.
     */
    static boolean unmeasured(
            long startMillis,
            long timestampMillis,
            long cpuNanos,
            long memoryBytes,
            long resolutionMillis) {
        return (cpuNanos == 0 || memoryBytes == 0)
                && startMillis != 0
                && timestampMillis - startMillis < resolutionMillis;
    }

    private static boolean otherRun(long heldStartMillis, long startMillis) {
        return startMillis != heldStartMillis && startMillis != 0 && heldStartMillis != 0;
    }
}
