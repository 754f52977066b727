package io.kubemeter.kubelet;

import io.kubemeter.kubelet.pool.NameLookup;
import io.kubemeter.kubelet.pool.PoolRuntime;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What the scraper runs on: sockets, threads and the real clocks, or in-memory channels on a loop
 * whose clock a test advances.
 *
 * @param loops the event loops; the scraper uses all of them
 * @param ownsLoops whether closing the scraper ends them
 * @param pool channels, TLS, lookups and clocks
 */
public record ScrapeRuntime(EventLoopGroup loops, boolean ownsLoops, PoolRuntime pool) {
    /** Sockets: epoll and BoringSSL where present, else NIO and the JDK's TLS. */
    public static ScrapeRuntime system(int loops, LongSupplier nanos, InstantSource clock) {
        return Epoll.isAvailable() ? epoll(loops, nanos, clock) : nio(loops, nanos, clock);
    }

    /** Sockets by epoll, which must be there. */
    public static ScrapeRuntime epoll(int loops, LongSupplier nanos, InstantSource clock) {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(loops, threads(), EpollIoHandler.newFactory());
        return new ScrapeRuntime(group, true, sockets(nanos, clock, true));
    }

    /** Sockets by the JDK, on every system. */
    public static ScrapeRuntime nio(int loops, LongSupplier nanos, InstantSource clock) {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(loops, threads(), NioIoHandler.newFactory());
        return new ScrapeRuntime(group, true, sockets(nanos, clock, false));
    }

    /** The same, but TLS is done by another provider. */
    public ScrapeRuntime withTls(SslProvider provider) {
        PoolRuntime other =
                new PoolRuntime(
                        pool.channels(),
                        pool.remote(),
                        pool.lookup(),
                        pool.lookups(),
                        provider,
                        pool.nanos(),
                        pool.clock());
        return new ScrapeRuntime(loops, ownsLoops, other);
    }

    private static PoolRuntime sockets(LongSupplier nanos, InstantSource clock, boolean epoll) {
        Executor lookups = task -> Thread.ofVirtual().name("kubelet-lookup").start(task);
        return new PoolRuntime(
                epoll ? EpollSocketChannel::new : NioSocketChannel::new,
                address -> address,
                NameLookup.system(),
                lookups,
                OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK,
                nanos,
                clock);
    }

    private static DefaultThreadFactory threads() {
        return new DefaultThreadFactory("kubelet-loop", true);
    }
}
