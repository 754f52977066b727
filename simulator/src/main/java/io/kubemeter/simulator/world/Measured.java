package io.kubemeter.simulator.world;

import org.jspecify.annotations.Nullable;

/**
 * Something that a kubelet samples: a container, a pod's cgroup or the node. The values of a sample
 * are those of its own instant, not of the moment at which somebody asks.
 */
public interface Measured {
    /** Returned by {@link #sampleMillis} before the first sample. */
    long NEVER = Long.MIN_VALUE;

    /** The instant of the latest sample at {@code nowMillis}, or {@link #NEVER}. */
    long sampleMillis(long nowMillis);

    /** Cumulative CPU time since {@link #startNanos}. */
    long cpuNanos(long sampleMillis);

    /** The working set. */
    long memoryBytes(long sampleMillis);

    /** What of its memory lies in swap. */
    long swapBytes();

    /** When it was started, as nanoseconds since the epoch. */
    long startNanos(long sampleMillis);

    /** The latest sample at {@code nowMillis}, or {@code null} before the first. */
    default @Nullable Sample sampleAt(long nowMillis) {
        long millis = sampleMillis(nowMillis);
        return millis == NEVER ? null : sample(millis);
    }

    /** The sample taken at exactly {@code sampleMillis}. */
    default Sample sample(long sampleMillis) {
        return new Sample(
                startNanos(sampleMillis) / 1_000_000,
                sampleMillis,
                cpuNanos(sampleMillis),
                memoryBytes(sampleMillis));
    }
}
