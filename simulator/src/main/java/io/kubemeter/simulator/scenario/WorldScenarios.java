package io.kubemeter.simulator.scenario;

import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Things that happen to nodes and pods themselves. */
final class WorldScenarios {
    private static final int BURST_PODS = 200;

    private WorldScenarios() {}

    static List<Scenario> all() {
        return List.of(
                happens(
                        "f27-restart",
                        "one pod's containers restart",
                        Expectation.pod("too_young"),
                        WorldScenarios::restart),
                happens(
                        "f33-node-replaced",
                        "the node comes back under its name as another machine",
                        Expectation.node("too_young"),
                        stage -> stage.world().replaceNode(stage.victim())),
                new Scenario(
                        "f34-address-swap",
                        "two nodes have swapped their addresses, and nobody told the API server",
                        Expectation.node("other_node"),
                        new AddressSwap()),
                happens(
                        "f35-moved-pod",
                        "a pod is deleted and comes back under its name on another node",
                        Expectation.pod("too_young"),
                        stage -> stage.world().movePod(stage.pod(), stage.bystander().name())),
                happens(
                        "f38-pod-burst",
                        BURST_PODS + " pods start on one node at once",
                        Expectation.pod("too_young"),
                        WorldScenarios::burst),
                happens(
                        "f39-node-gone",
                        "the node is deleted with all its pods",
                        Expectation.none(),
                        stage -> stage.world().removeNode(stage.victim())));
    }

    private static Scenario happens(
            String name, String story, Expectation expected, Consumer<Stage> change) {
        return new Scenario(
                name,
                story,
                expected,
                new Scenario.Script() {
                    @Override
                    public CompletableFuture<Void> start(Stage stage) {
                        change.accept(stage);
                        return stage.kubelets().settled();
                    }

                    @Override
                    public CompletableFuture<Void> stop(Stage stage) {
                        return CompletableFuture.completedFuture(null);
                    }
                });
    }

    private static void restart(Stage stage) {
        SimulatedPod pod = stage.pod();
        pod.containers()
                .forEach(it ->
                        stage.world().restartContainer(pod.namespace(), pod.name(), it.name()));
    }

    private static void burst(Stage stage) {
        World world = stage.world();
        for (int i = 0; i < BURST_PODS; i++) {
            world.addPod(world.deployments().get(i % world.deployments().size()), stage.victim());
        }
    }

    /** The Node objects point at each other's kubelets until they point back. */
    private static final class AddressSwap implements Scenario.Script {
        @Override
        public CompletableFuture<Void> start(Stage stage) {
            SimulatedNode one = stage.node();
            SimulatedNode other = stage.bystander();
            stage.world().changeNode(one.name(), it -> it.withAddress(other.address()));
            stage.world().changeNode(other.name(), it -> it.withAddress(one.address()));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> stop(Stage stage) {
            return start(stage);
        }
    }
}
