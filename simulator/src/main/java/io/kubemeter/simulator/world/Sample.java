package io.kubemeter.simulator.world;

/** What a kubelet knows of one series at one instant. */
public record Sample(long startMillis, long timestampMillis, long cpuNanos, long memoryBytes) {}
