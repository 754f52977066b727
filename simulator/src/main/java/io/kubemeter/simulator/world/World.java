package io.kubemeter.simulator.world;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The truth that fake kubelets and the fake kube-apiserver tell: nodes, pods and what each of their
 * containers uses at any instant. Two worlds of one shape, clock and history are equal.
 *
 * <p><b>Owner:</b> any thread. Changes happen one after the other under the world's lock and get
 * rising resource versions; reads take no lock and see single objects, {@link #listen} sees all.
 */
public final class World {
    private static final long FIRST_VERSION = 1_000;

    private final WorldShape shape;
    private final InstantSource clock;
    private final Seeding seeding;
    private final ConcurrentSkipListMap<String, SimulatedNode> nodes =
            new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, SimulatedPod> pods = new ConcurrentSkipListMap<>();
    private final Map<String, List<SimulatedPod>> podsByNode = new ConcurrentHashMap<>();
    private final List<WorldListener> listeners = new CopyOnWriteArrayList<>();
    private volatile long resourceVersion = FIRST_VERSION;
    private final Set<String> unannounced = new HashSet<>();

    /** Names of pods that are made and not put yet. */
    private final Set<String> drawn = new HashSet<>();

    private int nodesMade;
    private int podsMade;

    private World(WorldShape shape, InstantSource clock) {
        this.shape = shape;
        this.clock = clock;
        this.seeding = new Seeding(shape, this::taken);
    }

    public static World of(WorldShape shape, InstantSource clock) {
        World world = new World(shape, clock);
        world.populate();
        return world;
    }

    private synchronized void populate() {
        long now = clock.millis();
        int[] owners = seeding.owners();
        for (int number = 1; number <= shape.nodes(); number++) {
            String name = Names.node(number, shape.nodes());
            List<SimulatedPod> own = new ArrayList<>(shape.podsPerNode());
            for (int slot = 0; slot < shape.podsPerNode(); slot++) {
                Deployment owner = deployments().get(owners[podsMade++]);
                String podIp = Names.podAddress(number, slot);
                SimulatedPod pod = seeding.oldPod(owner, name, podIp, now);
                drawn.add(key(pod.namespace(), pod.name()));
                own.add(pod);
            }
            put(ChangeType.ADDED, seeding.node(++nodesMade, own, now));
            for (SimulatedPod pod : own) {
                put(ChangeType.ADDED, pod);
            }
            drawn.clear();
        }
    }

    private boolean taken(String namespace, String name) {
        String key = key(namespace, name);
        return pods.containsKey(key) || drawn.contains(key);
    }

    public WorldShape shape() {
        return shape;
    }

    /** The clock that this world's kubelets go by. */
    public InstantSource clock() {
        return clock;
    }

    public long resourceVersion() {
        return resourceVersion;
    }

    /** The owners of pods, the largest first. */
    public List<Deployment> deployments() {
        return seeding.deployments();
    }

    /** Sorted by name. */
    public Collection<SimulatedNode> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    public @Nullable SimulatedNode node(String name) {
        return nodes.get(name);
    }

    /** Sorted by namespace and name. */
    public Collection<SimulatedPod> pods() {
        return Collections.unmodifiableCollection(pods.values());
    }

    public @Nullable SimulatedPod pod(String namespace, String name) {
        return pods.get(key(namespace, name));
    }

    /** The pods bound to a node, of any phase: the same list as long as none of them changes. */
    public List<SimulatedPod> podsOn(String node) {
        return podsByNode.getOrDefault(node, List.of());
    }

    /** Registers a listener and returns all that is there now; it hears of everything later. */
    public synchronized WorldSnapshot listen(WorldListener listener) {
        listeners.add(listener);
        return new WorldSnapshot(
                resourceVersion, List.copyOf(nodes.values()), List.copyOf(pods.values()));
    }

    public void unlisten(WorldListener listener) {
        listeners.remove(listener);
    }

    /** Adds an empty node. */
    public synchronized SimulatedNode addNode() {
        return put(ChangeType.ADDED, seeding.node(++nodesMade, List.of(), clock.millis()));
    }

    /** Takes a node away, and its pods before it. */
    public synchronized void removeNode(String name) {
        for (SimulatedPod pod : podsOn(name)) {
            deletePod(pod.namespace(), pod.name());
        }
        SimulatedNode gone = nodes.remove(name);
        podsByNode.remove(name);
        if (gone != null) {
            tell(ChangeType.DELETED, gone.withResourceVersion(nextVersion()));
        }
    }

    /** Changes a node; returns the new one. */
    public synchronized SimulatedNode changeNode(String name, UnaryOperator<SimulatedNode> change) {
        SimulatedNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("node: " + name + " (expected: an existing one)");
        }
        return put(ChangeType.MODIFIED, change.apply(node));
    }

    /** The node is deleted, and another machine joins under its name; its pods stay bound. */
    public synchronized SimulatedNode replaceNode(String name) {
        SimulatedNode gone = nodes.get(name);
        if (gone == null) {
            throw new IllegalArgumentException("node: " + name + " (expected: an existing one)");
        }
        tell(ChangeType.DELETED, gone.withResourceVersion(nextVersion()));
        return put(ChangeType.ADDED, seeding.successor(gone, podsOn(name), clock.millis()));
    }

    /** Tells where the kubelets really listen. */
    public synchronized void kubeletPort(int port) {
        for (SimulatedNode node : nodes.values()) {
            if (node.kubeletPort() != port) {
                put(ChangeType.MODIFIED, node.withKubeletPort(port));
            }
        }
    }

    /** Starts a pod of {@code owner} on a node, now. */
    public synchronized SimulatedPod addPod(Deployment owner, String node) {
        return put(ChangeType.ADDED, fresh(owner, node));
    }

    /** Starts a pod that only its kubelet knows of until it is {@linkplain #announce announced}. */
    public synchronized SimulatedPod startUnannounced(Deployment owner, String node) {
        SimulatedPod pod = fresh(owner, node).withResourceVersion(nextVersion());
        pods.put(key(pod.namespace(), pod.name()), pod);
        podsByNode.compute(node, (_, own) -> with(own, "", pod));
        unannounced.add(pod.uid());
        return pod;
    }

    /** Tells of the pods of a node that nobody was told of. */
    public synchronized void announce(String node) {
        for (SimulatedPod pod : podsOn(node)) {
            if (unannounced.remove(pod.uid())) {
                put(ChangeType.ADDED, pod);
            }
        }
    }

    private SimulatedPod fresh(Deployment owner, String node) {
        int made = podsMade++;
        String podIp = Names.podAddress(200 + made / 256 % 4_000, made % 256);
        return seeding.pod(owner, node, podIp, clock.millis());
    }

    /** Deletes a pod and starts one of the same name on another node, as a StatefulSet does. */
    public synchronized SimulatedPod movePod(SimulatedPod pod, String node) {
        deletePod(pod.namespace(), pod.name());
        SimulatedPod fresh =
                seeding.pod(pod.owner(), node, pod.podIp(), clock.millis()).named(pod.name());
        return put(ChangeType.ADDED, fresh);
    }

    public synchronized void deletePod(String namespace, String name) {
        SimulatedPod gone = pods.remove(key(namespace, name));
        if (gone != null) {
            podsByNode.compute(gone.nodeName(), (_, own) -> without(own, gone.uid()));
            tell(ChangeType.DELETED, gone.withResourceVersion(nextVersion()));
        }
    }

    /** Moves a pod on to another phase. */
    public synchronized SimulatedPod phase(String namespace, String name, PodPhase phase) {
        return put(ChangeType.MODIFIED, existing(namespace, name).withPhase(phase));
    }

    /** Kills a container; it starts anew at once, with a counter at zero. */
    public synchronized SimulatedPod restartContainer(
            String namespace, String name, String container) {
        SimulatedPod pod = existing(namespace, name);
        List<SimulatedContainer> containers = new ArrayList<>(pod.containers());
        containers.replaceAll(
                one -> one.name().equals(container) ? one.restarted(clock.millis()) : one);
        return put(ChangeType.MODIFIED, pod.withContainers(containers));
    }

    /** Puts a pod made elsewhere in the place of the one with its name: recorded or odd ones. */
    public synchronized SimulatedPod replacePod(SimulatedPod pod) {
        SimulatedPod old = pods.get(key(pod.namespace(), pod.name()));
        if (old != null && !old.nodeName().equals(pod.nodeName())) {
            podsByNode.compute(old.nodeName(), (_, own) -> without(own, old.uid()));
        }
        return put(old == null ? ChangeType.ADDED : ChangeType.MODIFIED, pod);
    }

    private SimulatedPod existing(String namespace, String name) {
        SimulatedPod pod = pod(namespace, name);
        if (pod == null) {
            throw new IllegalArgumentException(
                    "pod: " + key(namespace, name) + " (expected: an existing one)");
        }
        return pod;
    }

    private SimulatedNode put(ChangeType type, SimulatedNode node) {
        SimulatedNode versioned = node.withResourceVersion(nextVersion());
        nodes.put(versioned.name(), versioned);
        tell(type, versioned);
        return versioned;
    }

    private SimulatedPod put(ChangeType type, SimulatedPod pod) {
        SimulatedPod versioned = pod.withResourceVersion(nextVersion());
        SimulatedPod old = pods.put(key(pod.namespace(), pod.name()), versioned);
        podsByNode.compute(
                pod.nodeName(), (_, own) -> with(own, old == null ? "" : old.uid(), versioned));
        tell(type, versioned);
        return versioned;
    }

    private void tell(ChangeType type, SimulatedNode node) {
        for (WorldListener listener : listeners) {
            listener.nodeChanged(type, node);
        }
    }

    private void tell(ChangeType type, SimulatedPod pod) {
        for (WorldListener listener : listeners) {
            listener.podChanged(type, pod);
        }
    }

    private long nextVersion() {
        long next = resourceVersion + 1;
        resourceVersion = next;
        return next;
    }

    private static List<SimulatedPod> with(
            @Nullable List<SimulatedPod> own, String oldUid, SimulatedPod pod) {
        List<SimulatedPod> more = new ArrayList<>(without(own, oldUid));
        more.add(pod);
        return List.copyOf(more);
    }

    private static List<SimulatedPod> without(@Nullable List<SimulatedPod> own, String uid) {
        if (own == null) {
            return List.of();
        }
        return own.stream().filter(pod -> !pod.uid().equals(uid)).toList();
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
