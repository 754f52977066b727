package io.kubemeter.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The last few samples of one container or node: one writer, any number of readers, no locks.
 *
 * <p><b>Owner:</b> {@link #append} and the accessors named {@code newest…} are called only by the
 * event loop that owns the target. {@link #newestPair} and {@link #hasPair} may be called by any
 * thread.
 *
 * <p><b>Memory ordering:</b> a sample's four longs are written before {@code appended} is released,
 * so a reader that acquires {@code appended} sees whole samples. The fence at the head of {@code
 * append} keeps the next slot write behind the last release; with the reader's acquire fence it
 * makes the lap check at the end of {@code newestPair} sound: whoever read a word of an overwriting
 * sample also sees a count that tells so. Proved by {@code SampleRingStress}.
 */
public final class SampleRing {
    /** The pair that is read, the sample that is written, and one that a slow reader may miss. */
    private static final int SLOTS = 4;

    private static final int LONGS_PER_SLOT = 4;
    private static final int START = 0;
    private static final int TIMESTAMP = 1;
    private static final int CPU = 2;
    private static final int MEMORY = 3;

    private static final VarHandle APPENDED;

    static {
        try {
            APPENDED =
                    MethodHandles.lookup().findVarHandle(SampleRing.class, "appended", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] slots = new long[SLOTS * LONGS_PER_SLOT];

    /** How many samples were ever appended. Written by the owner, by release stores only. */
    private long appended;

    /**
     * Appends a sample that is newer than the newest one.
     *
     * @param startMillis when the container started, or 0 where that is unknown
     * @param timestampMillis the kubelet's time of the sample
     * @param cpuNanos cumulative CPU time, unsigned
     * @param memoryBytes working set
     */
    public void append(long startMillis, long timestampMillis, long cpuNanos, long memoryBytes) {
        long sequence = appended;
        VarHandle.releaseFence();
        int slot = slotOf(sequence);
        slots[slot + START] = startMillis;
        slots[slot + TIMESTAMP] = timestampMillis;
        slots[slot + CPU] = cpuNanos;
        slots[slot + MEMORY] = memoryBytes;
        APPENDED.setRelease(this, sequence + 1);
    }

    /**
     * Copies the two newest samples, adjacent and in order.
     *
     * @param into the caller's own; holds rubbish when the answer is {@code false}
     * @return whether there are two samples
     */
    public boolean newestPair(SamplePair into) {
        while (true) {
            long seen = (long) APPENDED.getAcquire(this);
            if (seen < 2) {
                return false;
            }
            int newest = slotOf(seen - 1);
            into.newestStartMillis = slots[newest + START];
            into.newestTimestampMillis = slots[newest + TIMESTAMP];
            into.newestCpuNanos = slots[newest + CPU];
            into.newestMemoryBytes = slots[newest + MEMORY];
            int previous = slotOf(seen - 2);
            into.previousStartMillis = slots[previous + START];
            into.previousTimestampMillis = slots[previous + TIMESTAMP];
            into.previousCpuNanos = slots[previous + CPU];
            into.previousMemoryBytes = slots[previous + MEMORY];
            VarHandle.acquireFence();
            boolean lapped = (long) APPENDED.getOpaque(this) >= seen - 2 + SLOTS;
            if (!lapped) {
                return true;
            }
        }
    }

    /** Whether {@link #newestPair} would find two samples. It never turns false again. */
    public boolean hasPair() {
        return (long) APPENDED.getAcquire(this) >= 2;
    }

    /** Whether nothing was appended yet. Owner only, as all below. */
    public boolean isEmpty() {
        return appended == 0;
    }

    /** The newest sample's start time, 0 where unknown; the ring is not empty. */
    public long newestStartMillis() {
        return newest(START);
    }

    /** The newest sample's time; the ring is not empty. */
    public long newestTimestampMillis() {
        return newest(TIMESTAMP);
    }

    /** The newest sample's counter; the ring is not empty. */
    public long newestCpuNanos() {
        return newest(CPU);
    }

    private long newest(int field) {
        assert appended > 0 : "an empty ring has no newest sample";
        return slots[slotOf(appended - 1) + field];
    }

    private static int slotOf(long sequence) {
        return ((int) sequence & (SLOTS - 1)) * LONGS_PER_SLOT;
    }
}
