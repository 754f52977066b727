package io.kubemeter.simulator.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body, pulled piece by piece while the reader keeps up. All but {@link #attach}'s
 * {@code wake} happens on the event loop of the exchange.
 */
public interface BodySource {
    /** Called once, before the first pull; {@code wake} may be called from any thread. */
    default void attach(Runnable wake) {}

    /** The next piece, which the caller releases, or {@code null} while there is none. */
    @Nullable ByteBuf next(ByteBufAllocator allocator);

    /** Whether the last piece was given out. */
    boolean ended();

    /** Whether the body broke off: the exchange is cut instead of ended. */
    default boolean broken() {
        return false;
    }

    /** Called exactly once, whether the body was read to its end or not. */
    default void close() {}
}
