package io.kubemeter.simulator.scenario;

import io.kubemeter.simulator.kubelet.Exchange;
import io.kubemeter.simulator.kubelet.Fault;
import io.kubemeter.simulator.world.Deployment;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Kubelets and pods that are odd but honest, and such as are nowhere to be found. */
final class OddKubeletScenarios {
    private static final int ANSWERS_PER_CRASH = 2;

    private OddKubeletScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario(
                        "f37-unannounced-pod",
                        "a pod runs that the API server has not told of yet; in the end it does",
                        Expectation.refused("pod_unknown"),
                        new Unannounced()),
                new Scenario(
                        "f65-no-address",
                        "the Node's only address is one that nobody may dial",
                        Expectation.node("no_address"),
                        new OtherAddress("224.0.0.1")),
                new Scenario(
                        "f65-unresolved-name",
                        "the Node's only address is a name that does not resolve",
                        Expectation.node("name_unresolved"),
                        new OtherAddress("nobody.invalid")),
                Scenario.answer(
                        "k1-kwok",
                        "no sample has a time, and start times count from the pod's own start",
                        Expectation.none(),
                        exchange -> exchange.edited(text -> kwok(exchange, text))),
                new Scenario(
                        "k2-crash-loop",
                        "one pod's containers never live longer than two scrapes",
                        Expectation.pod("too_young"),
                        stage -> {
                            SimulatedPod pod = stage.pod();
                            return stage.inject(
                                    new Fault.Answers(it -> crash(it, stage.world(), pod)));
                        }));
    }

    /** As kwok's controller writes it. */
    private static String kwok(Exchange exchange, String text) {
        String timeless = text.replaceAll("(?m) \\d{10,}$", "");
        return BodyText.starts(
                timeless, start -> Math.max(0, exchange.nowMillis() / 1000.0 - start));
    }

    private static void crash(Exchange exchange, World world, SimulatedPod pod) {
        if (exchange.kubelet().requests() % ANSWERS_PER_CRASH == 0) {
            pod.containers()
                    .forEach(it -> world.restartContainer(pod.namespace(), pod.name(), it.name()));
        }
        exchange.honest();
    }

    /** The kubelet knows a pod before the API server tells of it. */
    private static final class Unannounced implements Scenario.Script {
        @Override
        public CompletableFuture<Void> start(Stage stage) {
            Deployment owner = stage.world().deployments().getFirst();
            stage.world().startUnannounced(owner, stage.victim());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> stop(Stage stage) {
            stage.world().announce(stage.victim());
            return CompletableFuture.completedFuture(null);
        }
    }

    /**
     * The Node says that it is somewhere else.
     *
     * @param address where it is not
     */
    private record OtherAddress(String address) implements Scenario.Script {
        @Override
        public CompletableFuture<Void> start(Stage stage) {
            stage.world().changeNode(stage.victim(), it -> it.withAddress(address));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> stop(Stage stage) {
            String listening = stage.kubelets().kubelet(stage.victim()).address();
            stage.world().changeNode(stage.victim(), it -> it.withAddress(listening));
            return CompletableFuture.completedFuture(null);
        }
    }
}
