package io.kubemeter.simulator.scenario;

import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kubelet.Fault;
import io.kubemeter.simulator.kubelet.KubeletFleet;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where a scenario is played, and on whom.
 *
 * @param victim the node that it happens to
 * @param neighbour the other node of scenarios that need two; {@code null} for any
 * @param around the cluster with its API server; {@code null} where there is none
 */
public record Stage(
        World world,
        KubeletFleet kubelets,
        String victim,
        @Nullable String neighbour,
        @Nullable SimulatedCluster around) {

    /** A stage without an API server. */
    public Stage(World world, KubeletFleet kubelets, String victim) {
        this(world, kubelets, victim, null, null);
    }

    /** A stage for all scenarios. */
    public static Stage in(SimulatedCluster cluster, String victim) {
        return new Stage(cluster.world(), cluster.kubelets(), victim, null, cluster);
    }

    /** The same with a certain other node. */
    public Stage beside(String other) {
        return new Stage(world, kubelets, victim, other, around);
    }

    /** The cluster whose API server is to misbehave. */
    public SimulatedCluster cluster() {
        SimulatedCluster cluster = around;
        if (cluster == null) {
            throw new IllegalStateException("a stage without an API server (expected: one in it)");
        }
        return cluster;
    }

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

    /** The other node: the neighbour, or whichever there is. */
    public SimulatedNode bystander() {
        return world.nodes().stream()
                .filter(it ->
                        neighbour == null ? !it.name().equals(victim) : it.name().equals(neighbour))
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
