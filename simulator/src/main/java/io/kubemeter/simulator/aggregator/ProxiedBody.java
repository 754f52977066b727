package io.kubemeter.simulator.aggregator;

import io.kubemeter.simulator.http.BodySource;
import io.kubemeter.simulator.http.ClientStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.Future;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A backend's body on its way to the client: parts are asked for only once the client has taken
 * those before, so a slow client slows the backend down and nothing piles up here.
 *
 * <p><b>Owner:</b> filled by the backend's event loop, emptied by the exchange's.
 */
final class ProxiedBody implements BodySource {
    private final ClientStream stream;
    private final Queue<ByteBuf> parts = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private @Nullable Future<?> deadline;
    private volatile Runnable wake = () -> {};
    private volatile boolean complete;
    private volatile boolean broken;
    private volatile boolean closed;

    ProxiedBody(ClientStream stream) {
        this.stream = stream;
    }

    /** Stops the clock when the body is through. */
    void deadline(Future<?> timer) {
        deadline = timer;
    }

    /** From the backend's loop: a part that came. */
    void consumePart(ByteBuf part, boolean last) {
        if (part.isReadable() && !closed) {
            parts.add(part);
        } else {
            part.release();
        }
        complete = complete || last;
        asked.set(false);
        wake.run();
        if (closed) {
            drop();
        }
    }

    /** From the backend's loop: the body breaks off. */
    void failed() {
        broken = true;
        complete = true;
        wake.run();
    }

    @Override
    public void attach(Runnable whenMore) {
        wake = whenMore;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        ByteBuf part = parts.poll();
        if (parts.isEmpty() && !complete && asked.compareAndSet(false, true)) {
            stream.pull();
        }
        return part;
    }

    @Override
    public boolean ended() {
        return complete && parts.isEmpty();
    }

    @Override
    public boolean broken() {
        return broken;
    }

    @Override
    public void close() {
        closed = true;
        Future<?> timer = deadline;
        if (timer != null) {
            timer.cancel(false);
        }
        if (!complete) {
            stream.cancel();
        }
        drop();
    }

    private void drop() {
        ByteBuf part = parts.poll();
        while (part != null) {
            part.release();
            part = parts.poll();
        }
    }
}
