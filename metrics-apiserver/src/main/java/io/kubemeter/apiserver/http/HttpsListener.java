package io.kubemeter.apiserver.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Takes requests by HTTPS, HTTP/2 and HTTP/1.1, and hands them to a handler.
 *
 * <p>{@link #close} drains: no new connections, no further requests on the open ones, and those
 * under way are finished within a bound. Any thread but the listener's own may call it.
 */
public final class HttpsListener implements AutoCloseable {
    private static final long LOOPS_STOP_SECONDS = 2;

    private final EventLoops loops;
    private final Channel server;
    private final Connections connections;
    private final Duration drain;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpsListener(
            EventLoops loops, Channel server, Connections connections, Duration drain) {
        this.loops = loops;
        this.server = server;
        this.connections = connections;
        this.drain = drain;
    }

    /**
     * Binds and serves.
     *
     * @param tls asked for each connection, so that a renewed certificate is used at once
     * @param clock for the Date header
     */
    public static HttpsListener start(
            ListenerConfig config,
            Supplier<SslContext> tls,
            HttpHandler handler,
            InstantSource clock) {
        EventLoops loops = EventLoops.open(config.threads());
        Connections connections = new Connections();
        ListenerContext context =
                new ListenerContext(config, handler, connections, new DateHeader(clock));
        ConnectionSetup setup = new ConnectionSetup(context, tls, loops.turns());
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops.group())
                        .channel(loops.serverChannel())
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .handler(new AcceptTrouble(connections.counters()))
                        .childHandler(setup);
        try {
            Channel server = bootstrap.bind(config.address()).syncUninterruptibly().channel();
            return new HttpsListener(loops, server, connections, config.timeouts().drain());
        } catch (RuntimeException e) {
            stop(loops);
            throw e;
        }
    }

    /** Where it listens, with the port that was free. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    public ListenerCounters counters() {
        return connections.counters();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        server.close().syncUninterruptibly();
        connections.drain();
        if (!connections.awaitNone(drain)) {
            connections.closeAll();
            connections.awaitNone(Duration.ofSeconds(LOOPS_STOP_SECONDS));
        }
        stop(loops);
    }

    private static void stop(EventLoops loops) {
        loops.group()
                .shutdownGracefully(0, LOOPS_STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(2 * LOOPS_STOP_SECONDS, TimeUnit.SECONDS);
    }
}
