package io.kubemeter.apiserver.api;

import io.netty.buffer.ByteBuf;

/**
 * A body that is made while it is sent.
 *
 * <p><b>Owner:</b> the event loop that sends it.
 */
public interface BodySource {
    /**
     * Appends the next part to a buffer with an array, about as much as is writable there. Who has
     * to make more before it can go on appends nothing.
     *
     * @return whether there is more
     */
    boolean fill(ByteBuf into);

    /** How many bytes have been made, as far as is known, and wait to be appended. */
    default long waiting() {
        return 0;
    }

    /** Gives up what it holds; called once. */
    void close();

    /** A body that is at hand; the array is not copied. */
    static BodySource of(byte[] bytes) {
        return new BodySource() {
            @Override
            public boolean fill(ByteBuf into) {
                into.writeBytes(bytes);
                return false;
            }

            @Override
            public void close() {}
        };
    }
}
