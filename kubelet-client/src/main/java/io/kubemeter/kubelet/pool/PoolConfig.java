package io.kubemeter.kubelet.pool;

import java.time.Duration;

/**
 * How the pool treats its peers.
 *
 * @param policy what a peer must prove
 * @param rules which addresses may be dialled
 * @param deadlines how long each phase may take
 * @param maxBodyBytes the largest answer that is read
 * @param maxConnectionAge after which a connection is made anew, so that trust is checked again
 * @param userAgent the {@code User-Agent} of each request
 */
public record PoolConfig(
        PeerPolicy policy,
        DialRules rules,
        Deadlines deadlines,
        int maxBodyBytes,
        Duration maxConnectionAge,
        String userAgent) {}
