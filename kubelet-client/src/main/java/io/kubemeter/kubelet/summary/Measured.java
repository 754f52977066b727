package io.kubemeter.kubelet.summary;

/**
 * One thing's CPU and memory.
 *
 * @param startMillis when it started, or 0 where that is unknown
 * @param timestampMillis the kubelet's time of the CPU value
 * @param cpuNanos cumulative CPU time
 * @param memoryBytes working set
 * @param complete whether there is both CPU and memory; if not, the thing is listed and no more
 */
public record Measured(
        long startMillis,
        long timestampMillis,
        long cpuNanos,
        long memoryBytes,
        boolean complete) {}
