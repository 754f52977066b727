package io.kubemeter.kubelet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A value that may change while we run, such as a token in a mounted file.
 *
 * @param <T> the value; another content is another object
 */
public interface Reloadable<T extends @Nullable Object> {
    /** The value as last read. Never blocks: called on event loops. */
    T current();

    /**
     * Reads again, off the caller's thread, and completes with what is current then. Never
     * completes exceptionally: what cannot be read leaves the last value in place.
     */
    CompletionStage<T> reread();

    /** As {@link #reread}, because a peer has refused the value; there may be more to do then. */
    default CompletionStage<T> refused() {
        return reread();
    }

    /** A value that never changes. */
    static <T extends @Nullable Object> Reloadable<T> of(T value) {
        return new Reloadable<>() {
            @Override
            public T current() {
                return value;
            }

            @Override
            public CompletionStage<T> reread() {
                return CompletableFuture.completedStage(value);
            }
        };
    }
}
