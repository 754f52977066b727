package io.kubemeter.simulator.world;

/**
 * One container of a pod, with its work and its own rhythm of samples. Immutable: a restart at run
 * time makes a new one.
 */
public final class SimulatedContainer implements Measured {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Of what was not needed for long, this part lies in swap. */
    private static final int SWAPPED = 4;

    /** A kubelet first looks at a container soon after its start. */
    private static final long FIRST_SAMPLE_MILLIS = 300;

    private final ContainerTemplate template;
    private final Load load;
    private final MemoryShape memory;
    private final RefreshSchedule schedule;
    private final long createdMillis;
    private final long firstSampleMillis;
    private final int restarts;
    private final long carriedCpuNanos;

    private SimulatedContainer(
            ContainerTemplate template, Work work, long createdMillis, Past past) {
        this.template = template;
        this.load = work.load();
        this.memory = work.memory();
        this.schedule = work.schedule();
        this.createdMillis = createdMillis;
        this.firstSampleMillis =
                createdMillis + FIRST_SAMPLE_MILLIS + Math.floorMod(schedule.seed(), 1000);
        this.restarts = past.restarts();
        this.carriedCpuNanos = past.cpuNanos();
    }

    static SimulatedContainer of(ContainerTemplate template, Work work, long createdMillis) {
        return new SimulatedContainer(template, work, createdMillis, new Past(0, 0));
    }

    /** What a container does, and when it is looked at. */
    record Work(Load load, MemoryShape memory, RefreshSchedule schedule) {}

    /** What earlier lives of a container left in its pod's cgroup. */
    private record Past(int restarts, long cpuNanos) {}

    public String name() {
        return template.name();
    }

    public ContainerTemplate template() {
        return template;
    }

    public Load load() {
        return load;
    }

    /** The start of the life that runs at {@code atMillis}. */
    public long startMillis(long atMillis) {
        long every = load.restartEveryMillis();
        if (every == 0 || atMillis < createdMillis) {
            return createdMillis;
        }
        return atMillis - (atMillis - createdMillis) % every;
    }

    /** How often it was started anew before {@code atMillis}. */
    public int restarts(long atMillis) {
        long every = load.restartEveryMillis();
        return every == 0
                ? restarts
                : restarts + (int) ((startMillis(atMillis) - createdMillis) / every);
    }

    @Override
    public long sampleMillis(long nowMillis) {
        if (nowMillis < firstSampleMillis) {
            return NEVER;
        }
        return Math.max(schedule.latest(nowMillis), firstSampleMillis);
    }

    @Override
    public long cpuNanos(long sampleMillis) {
        return load.cpuNanos(sampleMillis - startMillis(sampleMillis));
    }

    @Override
    public long memoryBytes(long sampleMillis) {
        return memory.bytes(Math.max(0, sampleMillis - createdMillis));
    }

    /** What nobody touches is swapped out. */
    @Override
    public long swapBytes() {
        return load.idle() ? memory.floorBytes() / SWAPPED : 0;
    }

    @Override
    public long startNanos(long sampleMillis) {
        return startMillis(sampleMillis) * NANOS_PER_MILLI;
    }

    /** The sample before the one at {@code sampleMillis}, or {@link #NEVER}. */
    public long previousSampleMillis(long sampleMillis) {
        return sampleMillis(sampleMillis - 1);
    }

    /** CPU time of all lives until {@code atMillis}: what the pod's cgroup counts. */
    long lifetimeCpuNanos(long atMillis) {
        if (atMillis <= createdMillis) {
            return carriedCpuNanos;
        }
        long every = load.restartEveryMillis();
        long lives = every == 0 ? 0 : (atMillis - createdMillis) / every;
        return carriedCpuNanos + lives * load.cpuNanos(every) + cpuNanos(atMillis);
    }

    SimulatedContainer restarted(long atMillis) {
        Past past = new Past(restarts(atMillis) + 1, lifetimeCpuNanos(atMillis));
        return new SimulatedContainer(template, new Work(load, memory, schedule), atMillis, past);
    }
}
