package io.kubemeter.bench.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends what a run has started, last first, once: at its end, or when the process is told to stop.
 *
 * <p><b>Owner:</b> any thread, under its own lock.
 */
final class Stop implements AutoCloseable {
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Ends the run, too, when the process gets SIGINT or SIGTERM. */
    static Stop withProcess() {
        Stop stop = new Stop();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::close, "bench-stop"));
        return stop;
    }

    <T extends AutoCloseable> T also(T resource) {
        synchronized (started) {
            started.push(resource);
        }
        return resource;
    }

    /** Waits, but not longer than until the run is stopped; tells whether to go on. */
    boolean pause(long millis) throws InterruptedException {
        return !stopping.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        stopping.countDown();
        synchronized (started) {
            while (!started.isEmpty()) {
                closeQuietly(started.pop());
            }
        }
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            System.err.println("bench: while stopping: " + e);
        }
    }
}
