package io.kubemeter.simulator.world;

/** One container's or node's numbers as a service showed them. */
public record ServedUsage(String name, long cpuNanocores, long memoryBytes) {}
