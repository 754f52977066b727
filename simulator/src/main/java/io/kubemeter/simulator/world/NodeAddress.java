package io.kubemeter.simulator.world;

/** One entry of a Node's {@code status.addresses}. */
public record NodeAddress(String type, String address) {}
