package io.kubemeter.bench;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/** The ring of {@code io.kubemeter.ring} without its lap check; for the negative control alone. */
final class UnguardedRing {
    static final int LONGS_PER_PAIR = 8;

    private static final int SLOTS = 4;
    private static final int LONGS_PER_SLOT = 4;

    private final long[] slots = new long[SLOTS * LONGS_PER_SLOT];
    private final AtomicLong appended = new AtomicLong();

    void append(long startMillis, long timestampMillis, long cpuNanos, long memoryBytes) {
        long sequence = appended.getPlain();
        VarHandle.releaseFence();
        int slot = slotOf(sequence);
        slots[slot] = startMillis;
        slots[slot + 1] = timestampMillis;
        slots[slot + 2] = cpuNanos;
        slots[slot + 3] = memoryBytes;
        appended.setRelease(sequence + 1);
    }

    /** Copies the newest sample and then the one before it. */
    boolean newestPair(long[] into) {
        long seen = appended.getAcquire();
        if (seen < 2) {
            return false;
        }
        int newest = slotOf(seen - 1);
        int previous = slotOf(seen - 2);
        for (int i = 0; i < LONGS_PER_SLOT; i++) {
            into[i] = slots[newest + i];
            into[LONGS_PER_SLOT + i] = slots[previous + i];
        }
        VarHandle.acquireFence();
        return true;
    }

    private static int slotOf(long sequence) {
        return ((int) sequence & (SLOTS - 1)) * LONGS_PER_SLOT;
    }
}
