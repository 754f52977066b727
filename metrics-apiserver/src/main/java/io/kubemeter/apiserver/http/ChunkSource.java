package io.kubemeter.apiserver.http;

import io.netty.buffer.ByteBuf;

/**
 * A body that is made while it is sent.
 *
 * <p><b>Owner:</b> the event loop of the connection, from {@link HttpExchange#respond} on.
 */
public interface ChunkSource extends AutoCloseable {
    /**
     * Appends the next part to {@code into}, about as much as is writable there; a buffer with an
     * array, never kept.
     *
     * @return whether there is more
     */
    boolean fill(ByteBuf into);

    /** Called exactly once: after the last part, or when nobody wants the rest. */
    @Override
    void close();
}
