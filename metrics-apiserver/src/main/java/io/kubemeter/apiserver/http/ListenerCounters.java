package io.kubemeter.apiserver.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the listener counts. Any thread may add and read. */
public final class ListenerCounters {
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger inFlight = new AtomicInteger();
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder evicted = new LongAdder();
    final LongAdder handshakesFailed = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    final LongAdder stalled = new LongAdder();
    final LongAdder failed = new LongAdder();

    ListenerCounters() {}

    /** Connections that are open now. */
    public int open() {
        return open.get();
    }

    /** Requests that are not answered to their last byte yet. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Connections taken. */
    public long accepted() {
        return accepted.sum();
    }

    /** Connections that nobody used, closed because others wanted their place. */
    public long evicted() {
        return evicted.sum();
    }

    /** Connections closed at once because too many were at work. */
    public long refused() {
        return refused.sum();
    }

    /** TLS handshakes that failed or took too long. */
    public long handshakesFailed() {
        return handshakesFailed.sum();
    }

    /** Requests that were not HTTP, or more than is taken. */
    public long malformed() {
        return malformed.sum();
    }

    /** Connections closed because a request did not arrive in time. */
    public long timedOut() {
        return timedOut.sum();
    }

    /** Answers given up because their reader took nothing. */
    public long stalled() {
        return stalled.sum();
    }

    /** Exceptions: broken connections, and bugs of ours. */
    public long failed() {
        return failed.sum();
    }
}
