package io.kubemeter.simulator.scenario;

import io.kubemeter.simulator.kubelet.Fault;
import io.kubemeter.simulator.kubelet.KubeletFleet;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import java.util.concurrent.CompletableFuture;

/** Where a scenario is played, and on whom. */
public record Stage(World world, KubeletFleet kubelets, String victim) {

    /** The victim as the API server knows it. */
    public SimulatedNode node() {
        SimulatedNode node = world.node(victim);
        if (node == null) {
            throw new IllegalStateException("victim: " + victim + " (expected: an existing node)");
        }
        return node;
    }

    /** The pod of the victim that scenarios about one pod touch: its first running one. */
    public SimulatedPod pod() {
        return world.podsOn(victim).stream()
                .filter(it -> it.phase() == PodPhase.RUNNING)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(victim + " runs no pod"));
    }

    /** Some other node than the victim. */
    public SimulatedNode bystander() {
        return world.nodes().stream()
                .filter(it -> !it.name().equals(victim))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the victim is alone"));
    }

    CompletableFuture<Void> inject(Fault fault) {
        return kubelets.inject(victim, fault);
    }

    CompletableFuture<Void> heal() {
        return kubelets.heal(victim);
    }
}
