package io.kubemeter.kubelet.pool;

import java.time.Duration;

/**
 * How long each phase of one scrape may take, in nanoseconds.
 *
 * @param connect one connection attempt, or one name lookup
 * @param handshake the TLS handshake
 * @param head from the request to the head of the answer
 * @param idle between two pieces of the body
 * @param total the whole scrape, retries included
 */
public record Deadlines(long connect, long handshake, long head, long idle, long total) {
    /** The shares of a request timeout; of 10 s: 2 s, 3 s, 6 s, 2 s. */
    public static Deadlines within(Duration requestTimeout) {
        long total = requestTimeout.toNanos();
        return new Deadlines(total / 5, total * 3 / 10, total * 6 / 10, total / 5, total);
    }
}
