package io.kubemeter.store;

/**
 * A container's sample that was held back until its pod became known.
 *
 * @param receivedNanos when it was received, on the monotonic clock of the scraper
 * @param startMillis when the container started, or 0 where that is unknown
 * @param timestampMillis the kubelet's time of the CPU value
 * @param cpuNanos cumulative CPU time, unsigned
 * @param memoryBytes working set
 */
public record HeldSample(
        long receivedNanos,
        long startMillis,
        long timestampMillis,
        long cpuNanos,
        long memoryBytes) {}
