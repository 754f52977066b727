package io.kubemeter.apiserver.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The open connections of a listener. Any thread may call it. */
final class Connections {
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final ListenerCounters counters = new ListenerCounters();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean draining;

    ListenerCounters counters() {
        return counters;
    }

    boolean draining() {
        return draining;
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
