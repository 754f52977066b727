package io.kubemeter.apiserver.auth;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * While reviews fail, lets one through now and then and turns the others away at once.
 *
 * <p><b>Owner:</b> nobody: any thread.
 */
final class ReviewGate {
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long OPEN = Long.MIN_VALUE;

    /** When the next review may be tried; {@link #OPEN} while they work. */
    private final AtomicLong nextTry = new AtomicLong(OPEN);

    boolean mayAsk(long nowNanos) {
        long next = nextTry.get();
        return next == OPEN
                || (nowNanos - next >= 0 && nextTry.compareAndSet(next, nowNanos + PAUSE_NANOS));
    }

    void worked() {
        nextTry.set(OPEN);
    }

    void failed(long nowNanos) {
        nextTry.set(nowNanos + PAUSE_NANOS);
    }
}
