package io.kubemeter.apiserver;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first step of stopping: {@code /readyz} fails at once, and we go on serving for a while, so
 * that whoever routes requests to us can notice.
 *
 * <p><b>Owner:</b> whoever closes the server; any thread may ask.
 */
final class Shutdown implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private final Duration delay;
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean begun;

    Shutdown(Duration delay) {
        this.delay = delay;
    }

    boolean begun() {
        return begun;
    }

    @Override
    public void close() {
        begun = true;
        LOG.atInfo().addKeyValue("delay", delay).log("Shutting down");
        try {
            if (never.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("nobody ends the delay early");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
