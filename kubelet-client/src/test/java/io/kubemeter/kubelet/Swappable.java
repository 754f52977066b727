package io.kubemeter.kubelet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A value that a test swaps; it is seen by {@link #current} after the next reread only. */
final class Swappable<T extends @Nullable Object> implements Reloadable<T> {
    private final AtomicReference<T> source;
    private volatile T seen;

    Swappable(AtomicReference<T> source) {
        this.source = source;
        this.seen = source.get();
    }

    @Override
    public T current() {
        return seen;
    }

    @Override
    public CompletionStage<T> reread() {
        seen = source.get();
        return CompletableFuture.completedStage(seen);
    }
}
