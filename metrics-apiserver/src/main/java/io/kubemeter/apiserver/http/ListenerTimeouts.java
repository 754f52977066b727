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
 * @param goaway for requests that were sent before a client could read that an HTTP/2 connection
 *     ends
 */
public record ListenerTimeouts(
        Duration handshake,
        Duration head,
        Duration idle,
        Duration stall,
        Duration drain,
        Duration goaway) {
    /** Upstream's times where it has them. */
    public static final ListenerTimeouts DEFAULT =
            new ListenerTimeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(32),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1));

    /** With the usual time for requests that cross a GOAWAY. */
    public ListenerTimeouts(
            Duration handshake, Duration head, Duration idle, Duration stall, Duration drain) {
        this(handshake, head, idle, stall, drain, DEFAULT.goaway);
    }

    ListenerTimeouts drain(Duration other) {
        return new ListenerTimeouts(handshake, head, idle, stall, other, goaway);
    }

    ListenerTimeouts goaway(Duration other) {
        return new ListenerTimeouts(handshake, head, idle, stall, drain, other);
    }
}
