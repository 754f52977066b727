package io.kubemeter.simulator.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * Makes nodes and pods from a seed.
 *
 * <p><b>Owner:</b> the thread that holds the world's lock.
 */
final class Seeding {
    private static final long HOUR = 3_600_000;
    private static final long MINUTE = 60_000;
    private static final long GIBIBYTE = 1L << 30;
    private static final NodeCapacity CAPACITY =
            new NodeCapacity(8, 32 * GIBIBYTE, 4 * GIBIBYTE, 110);
    private static final long SYSTEM_NANOS_PER_MILLI = 150_000;
    private static final long SYSTEM_BYTES = 1_200L << 20;
    private static final long SYSTEM_SWAP_BYTES = 24 << 20;
    private static final long NODE_RAMP_MILLIS = 300_000;

    private final WorldShape shape;
    private final BiPredicate<String, String> taken;
    private final SplittableRandom random;
    private final Works works;
    private final List<Deployment> deployments;

    /**
     * @param taken whether a pod of that namespace and name is there already
     */
    Seeding(WorldShape shape, BiPredicate<String, String> taken) {
        this.shape = shape;
        this.taken = taken;
        this.random = new SplittableRandom(shape.seed());
        int pods = shape.nodes() * shape.podsPerNode();
        this.deployments = Deployments.seed(random.split(), pods, shape.containersPerPod());
        this.works = new Works(random.split(), shape.refresh());
    }

    List<Deployment> deployments() {
        return deployments;
    }

    /** The owner of each pod of the initial world, in the order in which nodes take them. */
    int[] owners() {
        int[] sizes = Deployments.sizes(shape.nodes() * shape.podsPerNode(), deployments.size());
        int[] owners = new int[shape.nodes() * shape.podsPerNode()];
        int next = 0;
        for (int owner = 0; owner < sizes.length; owner++) {
            for (int i = 0; i < sizes[owner]; i++) {
                int at = random.nextInt(next + 1);
                owners[next++] = owners[at];
                owners[at] = owner;
            }
        }
        return owners;
    }

    /** A pod that started some time in the last day and a half. */
    SimulatedPod oldPod(Deployment owner, String node, String podIp, long nowMillis) {
        long age = HOUR / 4 + random.nextLong(36 * HOUR);
        return pod(owner, node, podIp, nowMillis - age);
    }

    SimulatedPod pod(Deployment owner, String node, String podIp, long startMillis) {
        List<SimulatedContainer> containers = new ArrayList<>();
        for (ContainerTemplate template : owner.containers()) {
            SimulatedContainer.Work work = containers.isEmpty() ? works.main() : works.sidecar();
            long started = startMillis + 700 + random.nextInt(500);
            containers.add(SimulatedContainer.of(template, work, started));
        }
        containers.sort((one, other) -> one.name().compareTo(other.name()));
        return new SimulatedPod(
                owner.namespace(),
                freeName(owner),
                Names.uid(random),
                owner,
                node,
                podIp,
                PodPhase.RUNNING,
                startMillis,
                0,
                containers,
                shape.refresh().busy(random.nextLong()));
    }

    /** Five letters are few where an owner has thousands of pods: a taken name is drawn anew. */
    private String freeName(Deployment owner) {
        String name;
        do {
            name = owner.replicaSetName() + "-" + Names.hash(random, 5);
        } while (taken.test(owner.namespace(), name));
        return name;
    }

    SimulatedNode node(int number, List<SimulatedPod> pods, long nowMillis) {
        String name = Names.node(number, shape.nodes());
        String address = Names.nodeAddress(number);
        return new SimulatedNode(
                name,
                Names.uid(random),
                address,
                shape.kubeletPort(),
                nodeLabels(name, number),
                Map.of(),
                List.of(new NodeAddress("InternalIP", address), new NodeAddress("Hostname", name)),
                nowMillis - 40 * HOUR - random.nextLong(240 * HOUR),
                true,
                0,
                CAPACITY,
                usage(pods, nowMillis));
    }

    /** Another machine in a node's place, started a minute ago. */
    SimulatedNode successor(SimulatedNode gone, List<SimulatedPod> pods, long nowMillis) {
        NodeUsage usage = usage(pods, nowMillis);
        return new SimulatedNode(
                gone.name(),
                Names.uid(random),
                gone.address(),
                gone.kubeletPort(),
                gone.labels(),
                gone.annotations(),
                gone.addresses(),
                nowMillis,
                true,
                0,
                gone.capacity(),
                new NodeUsage(
                        nowMillis - MINUTE,
                        usage.load(),
                        usage.memory(),
                        usage.swapBytes(),
                        usage.schedule()));
    }

    private NodeUsage usage(List<SimulatedPod> pods, long nowMillis) {
        long rate = SYSTEM_NANOS_PER_MILLI;
        long bytes = SYSTEM_BYTES;
        long swapped = SYSTEM_SWAP_BYTES;
        for (SimulatedPod pod : pods) {
            for (SimulatedContainer container : pod.containers()) {
                rate += container.load().cpuNanos(HOUR) / HOUR;
                bytes += container.memoryBytes(nowMillis);
                swapped += container.swapBytes();
            }
        }
        Load load = new Load.Ramp(rate, rate + rate / 8, NODE_RAMP_MILLIS);
        MemoryShape memory = new MemoryShape(bytes, bytes / 50, 2 * NODE_RAMP_MILLIS);
        long boot = nowMillis - 37 * HOUR - random.nextLong(10 * HOUR);
        return new NodeUsage(boot, load, memory, swapped, shape.refresh().node(random.nextLong()));
    }

    private static Map<String, String> nodeLabels(String name, int number) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("beta.kubernetes.io/arch", "amd64");
        labels.put("beta.kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", "amd64");
        labels.put("kubernetes.io/hostname", name);
        labels.put("kubernetes.io/os", "linux");
        labels.put("node.kubernetes.io/instance-type", "standard-8");
        labels.put("topology.kubernetes.io/region", "eu-central");
        labels.put("topology.kubernetes.io/zone", "eu-central-" + "abc".charAt(number % 3));
        return Collections.unmodifiableMap(labels);
    }
}
