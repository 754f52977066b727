package io.kubemeter.apiserver;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be closed, and in which order. One failure does not keep the rest open.
 *
 * <p><b>Owner:</b> any thread; the lock is held only to take and to add.
 */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean begun;

    /** Closes {@code part} before everything that was named so far. */
    synchronized void first(AutoCloseable part) {
        open.addFirst(part);
    }

    /** Closes {@code part} after everything else. */
    synchronized void last(AutoCloseable part) {
        open.addLast(part);
    }

    /** Closes all, the first time; says whether this was the first time. */
    boolean close() {
        synchronized (this) {
            if (begun) {
                return false;
            }
            begun = true;
        }
        for (AutoCloseable part : open) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("Cannot close a part", e);
            }
        }
        return true;
    }
}
