package io.kubemeter.simulator.world;

/** What a node as a whole uses: a formula of its own, near the sum of its first pods. */
public record NodeUsage(
        long bootMillis, Load load, MemoryShape memory, long swapBytes, RefreshSchedule schedule)
        implements Measured {
    @Override
    public long sampleMillis(long nowMillis) {
        long latest = schedule.latest(nowMillis);
        return latest <= bootMillis ? NEVER : latest;
    }

    @Override
    public long cpuNanos(long sampleMillis) {
        return load.cpuNanos(sampleMillis - bootMillis);
    }

    @Override
    public long memoryBytes(long sampleMillis) {
        return memory.bytes(sampleMillis - bootMillis);
    }

    @Override
    public long startNanos(long sampleMillis) {
        return bootMillis * 1_000_000;
    }
}
