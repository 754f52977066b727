package io.kubemeter.kubelet.pool;

import org.jspecify.annotations.Nullable;

/**
 * One scrape under way.
 *
 * <p>Owner: the event loop of its {@link KubeletSession}, which reads and writes its fields.
 */
final class RunningScrape {
    final Peer peer;
    final ScrapeRequest request;
    final AnswerListener listener;
    long totalEndsNanos;
    Phase phase = Phase.CONNECT;
    long phaseEndsNanos;
    long sentNanos;
    @Nullable String token;

    /** The connection was kept from an earlier scrape. */
    boolean reused;

    /** It was repeated with another token. */
    boolean repeated;

    RunningScrape(Peer peer, ScrapeRequest request, AnswerListener listener, long totalEndsNanos) {
        this.peer = peer;
        this.request = request;
        this.listener = listener;
        this.totalEndsNanos = totalEndsNanos;
    }

    /** Whether a kept connection has given no answer: it may have been dead all along. */
    boolean isUnansweredOnKept() {
        return phase == Phase.HEAD && reused;
    }

    /** Nothing went on for so long, by no fault of the peer. */
    void postpone(long nanos) {
        totalEndsNanos += nanos;
        phaseEndsNanos += nanos;
    }
}
