package io.kubemeter.simulator.world;

import java.util.List;
import java.util.Map;

/**
 * A pod as the API server knows it, with the work of its containers, which are sorted by name.
 * Immutable: a change makes a new one with a higher resource version.
 */
public record SimulatedPod(
        String namespace,
        String name,
        String uid,
        Deployment owner,
        String nodeName,
        String podIp,
        PodPhase phase,
        long startMillis,
        long resourceVersion,
        List<SimulatedContainer> containers,
        RefreshSchedule schedule)
        implements Measured {
    private static final long FIRST_SAMPLE_MILLIS = 1_300;
    private static final long PAUSE_NANOS = 17_000_000;
    private static final long PAUSE_BYTES = 1_048_576;

    public SimulatedPod {
        containers = List.copyOf(containers);
    }

    /** Shared by all pods of one owner, sorted by key. */
    public Map<String, String> labels() {
        return owner.labels();
    }

    /** The container of that name; throws where there is none. */
    public SimulatedContainer container(String name) {
        for (SimulatedContainer container : containers) {
            if (container.name().equals(name)) {
                return container;
            }
        }
        throw new IllegalArgumentException(
                "container: " + name + " (expected: one of " + this.name);
    }

    /** The instant of the pod cgroup's latest sample. */
    @Override
    public long sampleMillis(long nowMillis) {
        long first = startMillis + FIRST_SAMPLE_MILLIS;
        return nowMillis < first ? NEVER : Math.max(schedule.latest(nowMillis), first);
    }

    @Override
    public long cpuNanos(long sampleMillis) {
        long sum = PAUSE_NANOS;
        for (SimulatedContainer container : containers) {
            sum += container.lifetimeCpuNanos(sampleMillis);
        }
        return sum;
    }

    @Override
    public long memoryBytes(long sampleMillis) {
        long sum = PAUSE_BYTES;
        for (SimulatedContainer container : containers) {
            sum += container.memoryBytes(sampleMillis);
        }
        return sum;
    }

    @Override
    public long swapBytes() {
        long sum = 0;
        for (SimulatedContainer container : containers) {
            sum += container.swapBytes();
        }
        return sum;
    }

    @Override
    public long startNanos(long sampleMillis) {
        return startMillis * 1_000_000;
    }

    SimulatedPod named(String newName) {
        return new SimulatedPod(
                namespace,
                newName,
                uid,
                owner,
                nodeName,
                podIp,
                phase,
                startMillis,
                resourceVersion,
                containers,
                schedule);
    }

    SimulatedPod withPhase(PodPhase newPhase) {
        return new SimulatedPod(
                namespace,
                name,
                uid,
                owner,
                nodeName,
                podIp,
                newPhase,
                startMillis,
                resourceVersion,
                containers,
                schedule);
    }

    SimulatedPod withContainers(List<SimulatedContainer> newContainers) {
        return new SimulatedPod(
                namespace,
                name,
                uid,
                owner,
                nodeName,
                podIp,
                phase,
                startMillis,
                resourceVersion,
                newContainers,
                schedule);
    }

    SimulatedPod withResourceVersion(long version) {
        return new SimulatedPod(
                namespace,
                name,
                uid,
                owner,
                nodeName,
                podIp,
                phase,
                startMillis,
                version,
                containers,
                schedule);
    }
}
