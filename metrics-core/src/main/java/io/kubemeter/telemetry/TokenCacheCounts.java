package io.kubemeter.telemetry;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often a remembered review of a token could be used, and what it took where not.
 *
 * <p><b>Owner:</b> any thread counts, any thread reads.
 */
public final class TokenCacheCounts {
    private static final double[] BOUNDS_SECONDS = {
        .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
    };

    private final OutcomeCounts requests = OutcomeCounts.of(BOUNDS_SECONDS);
    private final OutcomeCounts fetches = OutcomeCounts.of();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong fetching = new AtomicLong();

    /** A remembered review was used. */
    public void hit(long nanos) {
        requests.outcome("hit").record(nanos);
    }

    /** Somebody begins to wait for a review. */
    public void waits() {
        waiting.incrementAndGet();
    }

    /** The review that somebody waited for is there, or failed. */
    public void missed(long nanos) {
        waiting.decrementAndGet();
        requests.outcome("miss").record(nanos);
    }

    /** A review is asked for. */
    public void fetches() {
        fetching.incrementAndGet();
    }

    /** It has come, or not. */
    public void fetched(boolean good) {
        fetching.decrementAndGet();
        fetches.outcome(good ? "ok" : "error").record(0);
    }

    /** Uses of tokens, by {@code hit} and {@code miss}. */
    public OutcomeCounts requests() {
        return requests;
    }

    /** Reviews, by {@code ok} and {@code error}. */
    public OutcomeCounts reviews() {
        return fetches;
    }

    /** What is under way: {@code in_flight} reviews, and uses {@code blocked} by them. */
    public Map<String, Long> active() {
        return Map.of("blocked", waiting.get(), "in_flight", fetching.get());
    }
}
