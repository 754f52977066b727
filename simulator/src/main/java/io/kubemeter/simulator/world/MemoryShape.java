package io.kubemeter.simulator.world;

/** A working set that swings evenly between a floor and a ceiling, in whole pages. */
public record MemoryShape(long floorBytes, long swingBytes, long periodMillis) {
    private static final long PAGE_BYTES = 4096;

    long bytes(long ageMillis) {
        long half = periodMillis / 2;
        long phase = ageMillis % periodMillis;
        long height = phase < half ? phase : periodMillis - phase;
        long bytes = floorBytes + swingBytes / 1024 * height / half * 1024;
        return bytes - bytes % PAGE_BYTES;
    }
}
