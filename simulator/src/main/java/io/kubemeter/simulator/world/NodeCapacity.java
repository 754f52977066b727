package io.kubemeter.simulator.world;

/** What a node offers to its pods. */
public record NodeCapacity(int cpuCores, long memoryBytes, long swapBytes, int pods) {}
