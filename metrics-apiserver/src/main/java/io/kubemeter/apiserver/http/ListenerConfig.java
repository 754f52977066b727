package io.kubemeter.apiserver.http;

import java.net.InetSocketAddress;

/**
 * Where the listener listens, and what it bears.
 *
 * @param address what to bind; port 0 takes any free one
 * @param threads event loops
 * @param limits how much
 * @param timeouts how long
 */
public record ListenerConfig(
        InetSocketAddress address, int threads, ListenerLimits limits, ListenerTimeouts timeouts) {
    /** The default limits and times. */
    public static ListenerConfig of(InetSocketAddress address, int threads) {
        return new ListenerConfig(
                address, threads, ListenerLimits.DEFAULT, ListenerTimeouts.DEFAULT);
    }
}
