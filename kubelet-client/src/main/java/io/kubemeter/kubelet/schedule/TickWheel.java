package io.kubemeter.kubelet.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Timers on coarse ticks: one wake-up of the loop serves all that are due, instead of one each.
 *
 * <p>Owner: one event loop. A timer that is late fires once, however many ticks were missed.
 */
public final class TickWheel {
    private static final int SLOTS = 1024;
    private static final int MASK = SLOTS - 1;

    private final long tickNanos;
    private final long originNanos;
    private final @Nullable Timer[] slots = new @Nullable Timer[SLOTS];
    private final List<Timer> firing = new ArrayList<>();
    private long tick;
    private int set;

    /**
     * @param tickNanos how coarse it is
     * @param nowNanos when the first tick begins
     */
    public TickWheel(long tickNanos, long nowNanos) {
        if (tickNanos < 1) {
            throw new IllegalArgumentException("tickNanos: " + tickNanos + " (expected: >= 1)");
        }
        this.tickNanos = tickNanos;
        this.originNanos = nowNanos;
    }

    /** Sets a timer, or sets it anew; what is due already is due on the next tick. */
    public void schedule(Timer timer, long dueNanos) {
        cancel(timer);
        timer.dueTick = Math.max(tick + 1, Math.ceilDiv(dueNanos - originNanos, tickNanos));
        int slot = (int) timer.dueTick & MASK;
        Timer first = slots[slot];
        timer.next = first;
        if (first != null) {
            first.previous = timer;
        }
        slots[slot] = timer;
        timer.state = Timer.State.SET;
        set++;
    }

    /** Makes sure that a timer does not fire. */
    public void cancel(Timer timer) {
        if (timer.state == Timer.State.SET) {
            unlink(timer);
        }
        timer.state = Timer.State.IDLE;
    }

    /** Fires what has become due; that may set and cancel timers. */
    public void advance(long nowNanos) {
        long target = Math.floorDiv(nowNanos - originNanos, tickNanos);
        long from = Math.max(tick + 1, target - SLOTS + 1);
        tick = Math.max(tick, target);
        for (long each = from; each <= target; each++) {
            collect(slots[(int) each & MASK], target);
        }
        for (Timer timer : firing) {
            if (timer.state == Timer.State.FIRING) {
                timer.state = Timer.State.IDLE;
                timer.action.run();
            }
        }
        firing.clear();
    }

    /** When the loop should look again at the latest; {@code Long.MAX_VALUE} if nothing is set. */
    public long nextNanos() {
        if (set == 0) {
            return Long.MAX_VALUE;
        }
        long next = tick + 1;
        while (next < tick + SLOTS && !isDue(slots[(int) next & MASK], next)) {
            next++;
        }
        return originNanos + next * tickNanos;
    }

    private void collect(@Nullable Timer first, long target) {
        Timer timer = first;
        while (timer != null) {
            Timer next = timer.next;
            if (timer.dueTick <= target) {
                unlink(timer);
                timer.state = Timer.State.FIRING;
                firing.add(timer);
            }
            timer = next;
        }
    }

    private void unlink(Timer timer) {
        Timer previous = timer.previous;
        Timer next = timer.next;
        if (previous == null) {
            slots[(int) timer.dueTick & MASK] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        timer.previous = null;
        timer.next = null;
        set--;
    }

    private static boolean isDue(@Nullable Timer first, long tick) {
        for (Timer timer = first; timer != null; timer = timer.next) {
            if (timer.dueTick <= tick) {
                return true;
            }
        }
        return false;
    }
}
