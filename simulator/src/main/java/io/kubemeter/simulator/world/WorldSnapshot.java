package io.kubemeter.simulator.world;

import java.util.List;

/** Everything in the world at one resource version: nodes by name, pods by namespace and name. */
public record WorldSnapshot(
        long resourceVersion, List<SimulatedNode> nodes, List<SimulatedPod> pods) {}
