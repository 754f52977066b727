package io.kubemeter.apiserver;

import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/** What happens in both twins' worlds: nodes and pods come, go, move, end and restart. */
final class TwinChurn {
    private static final int MOST_NODES = 6;
    private static final int MOST_PODS = 24;

    private TwinChurn() {}

    /** So many events between two times. */
    static List<TwinEvent> of(long seed, int events, long fromMillis, long toMillis) {
        SplittableRandom random = new SplittableRandom(seed);
        List<TwinEvent> churn = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            long at = random.nextLong(fromMillis, toMillis);
            churn.add(event(at, random.nextInt(16), random.nextLong()));
        }
        return churn;
    }

    private static TwinEvent event(long at, int kind, long seed) {
        return switch (kind) {
            case 0, 1, 2, 3 -> event(at, "a pod comes", seed, TwinChurn::add);
            case 4, 5 -> event(at, "a pod goes", seed, TwinChurn::delete);
            case 6, 7 -> event(at, "a pod moves", seed, TwinChurn::move);
            case 8, 9, 10 -> event(at, "a container restarts", seed, TwinChurn::restart);
            case 11 -> event(at, "a pod ends", seed, TwinChurn::end);
            case 12, 13 -> event(at, "a node comes", seed, TwinChurn::join);
            case 14 -> event(at, "a node goes", seed, TwinChurn::leave);
            default -> event(at, "a node is replaced", seed, TwinChurn::replace);
        };
    }

    private interface Change {
        void of(World world, SplittableRandom random);
    }

    private static TwinEvent event(long at, String what, long seed, Change change) {
        return new TwinEvent(at, what, twin -> change.of(twin.world, new SplittableRandom(seed)));
    }

    private static void add(World world, SplittableRandom random) {
        if (world.pods().size() < MOST_PODS) {
            world.addPod(any(world.deployments(), random), any(world.nodes(), random).name());
        }
    }

    private static void delete(World world, SplittableRandom random) {
        SimulatedPod pod = any(world.pods(), random);
        if (spared(world, pod)) {
            world.deletePod(pod.namespace(), pod.name());
        }
    }

    private static void move(World world, SplittableRandom random) {
        SimulatedPod pod = any(world.pods(), random);
        if (spared(world, pod)) {
            world.movePod(pod, any(world.nodes(), random).name());
        }
    }

    private static void restart(World world, SplittableRandom random) {
        SimulatedPod pod = any(world.pods(), random);
        String container = any(pod.containers(), random).name();
        world.restartContainer(pod.namespace(), pod.name(), container);
    }

    private static void end(World world, SplittableRandom random) {
        SimulatedPod pod = any(world.pods(), random);
        if (spared(world, pod)) {
            world.phase(pod.namespace(), pod.name(), PodPhase.SUCCEEDED);
        }
    }

    private static void join(World world, SplittableRandom random) {
        if (world.nodes().size() < MOST_NODES) {
            String node = world.addNode().name();
            world.addPod(any(world.deployments(), random), node);
        }
    }

    /** Only nodes that came in play: faults are planned for the others. */
    private static void leave(World world, SplittableRandom random) {
        SimulatedNode node = any(world.nodes(), random);
        if (world.nodes().stream().toList().indexOf(node) >= world.shape().nodes()) {
            world.removeNode(node.name());
        }
    }

    private static void replace(World world, SplittableRandom random) {
        world.replaceNode(any(world.nodes(), random).name());
    }

    /** Some pod of each node runs on, for faults that need one. */
    private static boolean spared(World world, SimulatedPod pod) {
        return world.podsOn(pod.nodeName()).stream()
                        .filter(it -> it.phase() == PodPhase.RUNNING)
                        .count()
                > 1;
    }

    private static <T> T any(Collection<T> all, SplittableRandom random) {
        return all.stream().skip(random.nextInt(all.size())).findFirst().orElseThrow();
    }
}
