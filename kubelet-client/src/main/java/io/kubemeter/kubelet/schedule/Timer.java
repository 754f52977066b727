package io.kubemeter.kubelet.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Something to be done at a tick of a {@link TickWheel}; set at most once at a time.
 *
 * <p>Owner: the wheel's event loop.
 */
public final class Timer {
    final Runnable action;
    @Nullable Timer previous;
    @Nullable Timer next;
    long dueTick;
    State state = State.IDLE;

    /** Where a timer is. */
    enum State {
        IDLE,
        SET,
        FIRING
    }

    public Timer(Runnable action) {
        this.action = action;
    }
}
