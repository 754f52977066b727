package io.kubemeter.apiserver.api;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what was made of answers and not sent yet, so that many slow readers of large lists are
 * turned away before memory ends.
 *
 * <p><b>Owner:</b> any thread.
 */
final class Backlog {
    /** Of the memory that buffers may take, which is as much as the heap may. */
    private static final int PART = 4;

    private final long most;
    private final AtomicLong bytes = new AtomicLong();

    Backlog(long most) {
        this.most = most;
    }

    /** As much as this process can bear. */
    static Backlog system() {
        return new Backlog(Runtime.getRuntime().maxMemory() / PART);
    }

    boolean full() {
        return bytes.get() >= most;
    }

    void add(long made) {
        bytes.addAndGet(made);
    }

    void remove(long gone) {
        bytes.addAndGet(-gone);
    }
}
