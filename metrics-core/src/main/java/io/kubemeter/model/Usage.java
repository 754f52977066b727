package io.kubemeter.model;

/**
 * What a container or a node used between two samples of its kubelet. Derived on read, never
 * stored.
 *
 * @param cpuNanocores mean CPU over the window, in billionths of a core
 * @param memoryBytes working set at {@code timestampMillis}
 * @param timestampMillis the kubelet's time of the newer sample, milliseconds since the epoch
 * @param windowMillis from the older sample to the newer one; always positive
 */
public record Usage(long cpuNanocores, long memoryBytes, long timestampMillis, long windowMillis) {}
