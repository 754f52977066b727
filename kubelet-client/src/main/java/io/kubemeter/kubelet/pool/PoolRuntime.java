package io.kubemeter.kubelet.pool;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the pool runs on: sockets and the real clocks, or in-memory channels and a test's.
 *
 * @param channels makes a channel for the pool's event loop
 * @param remote turns the address to dial into one that those channels know
 * @param lookup finds the addresses of a DNS name
 * @param lookups runs lookups: never an event loop
 * @param tls who does the TLS
 * @param nanos the monotonic clock
 * @param clock the wall clock, for certificates
 */
public record PoolRuntime(
        ChannelFactory<? extends Channel> channels,
        Function<InetSocketAddress, SocketAddress> remote,
        NameLookup lookup,
        Executor lookups,
        SslProvider tls,
        LongSupplier nanos,
        InstantSource clock) {}
