package io.kubemeter.kubelet.summary;

import io.kubemeter.model.ExtraUsage;

/**
 * One thing's CPU and memory, and what else it uses.
 *
 * @param startMillis when it started, or 0 where that is unknown
 * @param timestampMillis the kubelet's time of the CPU value
 * @param cpuNanos cumulative CPU time
 * @param memoryBytes working set
 * @param ephemeralStorageBytes what it has on its disk, or {@link ExtraUsage#ABSENT}
 * @param swapBytes its swap in use, or {@link ExtraUsage#ABSENT}
 * @param complete whether there is both CPU and memory; if not, the thing is listed and no more
 */
public record Measured(
        long startMillis,
        long timestampMillis,
        long cpuNanos,
        long memoryBytes,
        long ephemeralStorageBytes,
        long swapBytes,
        boolean complete) {}
