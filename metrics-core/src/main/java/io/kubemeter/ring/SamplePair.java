package io.kubemeter.ring;

/**
 * Two adjacent samples of one series, copied out of its ring.
 *
 * <p><b>Owner:</b> the reader that made it, which passes the same pair to {@link
 * SampleRing#newestPair} again and again; it never leaves the reader's thread.
 */
public final class SamplePair {
    long previousStartMillis;
    long previousTimestampMillis;
    long previousCpuNanos;
    long previousMemoryBytes;
    long newestStartMillis;
    long newestTimestampMillis;
    long newestCpuNanos;
    long newestMemoryBytes;

    /** When the container started as of the older sample, or 0 where that is unknown. */
    public long previousStartMillis() {
        return previousStartMillis;
    }

    /** The kubelet's time of the older sample. */
    public long previousTimestampMillis() {
        return previousTimestampMillis;
    }

    /** Cumulative CPU time at the older sample, unsigned. */
    public long previousCpuNanos() {
        return previousCpuNanos;
    }

    /** Working set at the older sample. */
    public long previousMemoryBytes() {
        return previousMemoryBytes;
    }

    /** When the container started as of the newer sample, or 0 where that is unknown. */
    public long newestStartMillis() {
        return newestStartMillis;
    }

    /** The kubelet's time of the newer sample. */
    public long newestTimestampMillis() {
        return newestTimestampMillis;
    }

    /** Cumulative CPU time at the newer sample, unsigned. */
    public long newestCpuNanos() {
        return newestCpuNanos;
    }

    /** Working set at the newer sample. */
    public long newestMemoryBytes() {
        return newestMemoryBytes;
    }
}
