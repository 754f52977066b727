package io.kubemeter.apiserver.http;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where the listener listens, and what it bears.
 *
 * @param address what to bind; port 0 takes any free one
 * @param threads event loops
 * @param limits how much
 * @param timeouts how long
 * @param answers what all answers have in common
 */
public record ListenerConfig(
        InetSocketAddress address,
        int threads,
        ListenerLimits limits,
        ListenerTimeouts timeouts,
        AnswerRules answers) {
    /** The same with answers as they are. */
    public ListenerConfig(
            InetSocketAddress address,
            int threads,
            ListenerLimits limits,
            ListenerTimeouts timeouts) {
        this(address, threads, limits, timeouts, AnswerRules.NONE);
    }

    /** The default limits and times. */
    public static ListenerConfig of(InetSocketAddress address, int threads) {
        return new ListenerConfig(
                address, threads, ListenerLimits.DEFAULT, ListenerTimeouts.DEFAULT);
    }

    /** The same with another bound on the streams of one connection. */
    public ListenerConfig streams(int streams) {
        ListenerLimits other =
                new ListenerLimits(
                        limits.connections(),
                        limits.headBytes(),
                        limits.bodyBytes(),
                        streams,
                        limits.chunkBytes());
        return new ListenerConfig(address, threads, other, timeouts, answers);
    }

    /** The same with another time for requests under way when the listener closes. */
    public ListenerConfig drain(Duration drain) {
        ListenerTimeouts other = timeouts.drain(drain);
        return new ListenerConfig(address, threads, limits, other, answers);
    }

    /** The same with other rules for answers. */
    public ListenerConfig answers(AnswerRules other) {
        return new ListenerConfig(address, threads, limits, timeouts, other);
    }
}
