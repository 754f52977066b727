package io.kubemeter.apiserver.http;

import java.time.Duration;

/**
 * How long the listener waits.
 *
 * @param handshake for TLS
 * @param head from a request's first byte to its last
 * @param idle for the next request
 * @param stall for a reader that takes nothing of an answer
 * @param drain for requests under way when the listener closes
 */
public record ListenerTimeouts(
        Duration handshake, Duration head, Duration idle, Duration stall, Duration drain) {
    /** Upstream's times where it has them. */
    public static final ListenerTimeouts DEFAULT =
            new ListenerTimeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(32),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60));
}
