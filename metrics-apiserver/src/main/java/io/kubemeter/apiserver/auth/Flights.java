package io.kubemeter.apiserver.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Lets equal questions that come at the same time share one answer, and bounds how many different
 * ones are asked at once.
 *
 * <p><b>Owner:</b> nobody: any thread asks; the work runs on the executor's threads.
 */
final class Flights<V> {
    private static final int MAX_AT_ONCE = 256;

    private final ConcurrentHashMap<Fingerprint, CompletableFuture<V>> underway =
            new ConcurrentHashMap<>();
    private final Executor executor;
    private final Supplier<V> tooMany;
    private final AtomicLong refused = new AtomicLong();

    /**
     * Runs questions on {@code executor}.
     *
     * @param tooMany the answer where the bound is hit
     */
    Flights(Executor executor, Supplier<V> tooMany) {
        this.executor = executor;
        this.tooMany = tooMany;
    }

    /** The answer of {@code work}, which does not throw, or of an equal question under way. */
    CompletionStage<V> ask(Fingerprint question, Supplier<V> work) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> other = underway.putIfAbsent(question, mine);
        if (other != null) {
            return other;
        }
        if (underway.size() > MAX_AT_ONCE) {
            refused.incrementAndGet();
            underway.remove(question, mine);
            mine.complete(tooMany.get());
            return mine;
        }
        executor.execute(() -> fly(question, mine, work));
        return mine;
    }

    /** How often the bound was hit. */
    long refused() {
        return refused.get();
    }

    private void fly(Fingerprint question, CompletableFuture<V> answer, Supplier<V> work) {
        try {
            V value = work.get();
            underway.remove(question, answer);
            answer.complete(value);
        } finally {
            // A bug in the work must not leave the askers waiting for ever.
            underway.remove(question, answer);
            if (!answer.isDone()) {
                answer.complete(tooMany.get());
            }
        }
    }
}
