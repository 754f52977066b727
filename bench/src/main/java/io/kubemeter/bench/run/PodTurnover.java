package io.kubemeter.bench.run;

import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Replaces the pods of a simulated world one after the other, as rollouts do.
 *
 * <p><b>Owner:</b> the thread of the run.
 */
final class PodTurnover {
    private final World world;
    private final ArrayDeque<SimulatedPod> next;

    private PodTurnover(World world, List<SimulatedPod> order) {
        this.world = world;
        this.next = new ArrayDeque<>(order);
    }

    /** Takes the pods in an order that {@code seed} decides. */
    static PodTurnover of(World world, long seed) {
        List<SimulatedPod> order = new ArrayList<>(world.pods());
        Collections.shuffle(order, new Random(seed));
        return new PodTurnover(world, order);
    }

    /** Deletes a pod and starts another of its owner on its node; tells where that one is read. */
    String replace() {
        SimulatedPod gone = next.remove();
        world.deletePod(gone.namespace(), gone.name());
        SimulatedPod fresh = world.addPod(gone.owner(), gone.nodeName());
        next.add(fresh);
        return Paths.pod(fresh.namespace(), fresh.name());
    }
}
