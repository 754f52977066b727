package io.kubemeter.apiserver.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The open connections of a listener. Any thread may call it. */
final class Connections {
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final ListenerCounters counters = new ListenerCounters();
    private final AtomicLong turns = new AtomicLong();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean draining;

    ListenerCounters counters() {
        return counters;
    }

    boolean draining() {
        return draining;
    }

    /** A number that is greater than all before it. */
    long turn() {
        return turns.incrementAndGet();
    }

    /**
     * Gives up the connection that will be missed least: one on which nobody has asked anything
     * yet, or else one that waits for its next request, in both cases the oldest. So whoever opens
     * connections to keep them cannot keep others out.
     *
     * @return false where every connection is at work
     */
    boolean makeRoom() {
        Connection least = null;
        for (Connection one : open) {
            if (one.waiting() && (least == null || one.missedLessThan(least))) {
                least = one;
            }
        }
        if (least == null) {
            return false;
        }
        counters.evicted.increment();
        closed(least);
        least.abort();
        return true;
    }

    void opened(Connection connection) {
        open.add(connection);
        counters.open.incrementAndGet();
        if (draining) {
            connection.drain();
        }
    }

    void closed(Connection connection) {
        if (open.remove(connection)) {
            counters.open.decrementAndGet();
        }
        noticeDrained();
    }

    /** Ends idle connections now and the others after the answers that they wait for. */
    void drain() {
        draining = true;
        open.forEach(Connection::drain);
        noticeDrained();
    }

    void closeAll() {
        open.forEach(Connection::abort);
    }

    boolean awaitNone(Duration bound) {
        try {
            return drained.await(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void noticeDrained() {
        if (draining && open.isEmpty()) {
            drained.countDown();
        }
    }
}
