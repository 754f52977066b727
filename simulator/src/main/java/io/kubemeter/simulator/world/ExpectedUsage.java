package io.kubemeter.simulator.world;

/** What must be shown for one pair of samples. */
public record ExpectedUsage(
        long timestampMillis, long windowMillis, long cpuNanocores, long memoryBytes) {

    /** Whether the shown numbers are these: memory to the byte, CPU to one nanocore. */
    boolean explains(ServedUsage served) {
        return served.memoryBytes() == memoryBytes
                && Math.abs(served.cpuNanocores() - cpuNanocores) <= 1;
    }
}
