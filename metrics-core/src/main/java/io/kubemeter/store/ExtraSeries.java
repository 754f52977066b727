package io.kubemeter.store;

import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.PodKey;
import org.jspecify.annotations.Nullable;

/**
 * A series that also holds what was said last of extra usage. Only these cost the memory, and they
 * are made only where extra usage is asked for.
 *
 * <p><b>Owner:</b> as that of a series. These are gauges, each read by itself: no pair, no window.
 */
final class ExtraSeries extends Series {
    private volatile long ephemeralStorageBytes = ExtraUsage.ABSENT;
    private volatile long swapBytes = ExtraUsage.ABSENT;

    ExtraSeries(@Nullable PodKey pod, String name) {
        super(pod, name);
    }

    @Override
    public long extraBytes(ExtraUsage extra) {
        return switch (extra) {
            case EPHEMERAL_STORAGE -> ephemeralStorageBytes;
            case SWAP -> swapBytes;
        };
    }

    @Override
    void ephemeralStorage(long bytes) {
        ephemeralStorageBytes = bytes;
    }

    @Override
    void swap(long bytes) {
        swapBytes = bytes;
    }
}
