package io.kubemeter.usage;

import io.kubemeter.model.Usage;
import io.kubemeter.ring.SamplePair;

/**
 * What two samples say about the time between them.
 *
 * <p>The append rules of the store leave only pairs that count in a ring: the newer sample is
 * newer, of the same run of the container, and its counter did not decrease. So there is nothing to
 * refuse here, and the result is never negative.
 */
public final class UsageRule {
    private static final double MILLIS_PER_SECOND = 1e3;

    private UsageRule() {}

    /** Mean CPU between the samples in billionths of a core, cut to whole ones as upstream does. */
    public static long cpuNanocores(SamplePair pair) {
        // A difference of unsigned counters below 2^63 is right in two's complement.
        long usedNanos = pair.newestCpuNanos() - pair.previousCpuNanos();
        return (long) (usedNanos / (windowMillis(pair) / MILLIS_PER_SECOND));
    }

    /** Working set at the newer sample. */
    public static long memoryBytes(SamplePair pair) {
        return pair.newestMemoryBytes();
    }

    /** The time of the newer sample. */
    public static long timestampMillis(SamplePair pair) {
        return pair.newestTimestampMillis();
    }

    /** From the older sample to the newer one; always positive. */
    public static long windowMillis(SamplePair pair) {
        return pair.newestTimestampMillis() - pair.previousTimestampMillis();
    }

    /** All four at once, for callers that can afford an object. */
    public static Usage between(SamplePair pair) {
        return new Usage(
                cpuNanocores(pair), memoryBytes(pair), timestampMillis(pair), windowMillis(pair));
    }
}
