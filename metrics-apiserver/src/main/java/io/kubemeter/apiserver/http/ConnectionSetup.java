package io.kubemeter.apiserver.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Mapping;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Lays out the pipeline of a new connection, or closes it where too many are at work. */
final class ConnectionSetup extends ChannelInitializer<Channel> {
    /** No honest greeting is longer, keys for post-quantum exchange included. */
    private static final int MOST_HELLO = 16 * 1024;

    private final ListenerContext listener;
    private final ListenerConfig config;
    private final Connections connections;
    private final Supplier<SslContext> tls;
    private final Map<EventExecutor, Turns> turns;

    ConnectionSetup(
            ListenerContext listener, Supplier<SslContext> tls, Map<EventExecutor, Turns> turns) {
        this.listener = listener;
        this.config = listener.config();
        this.connections = listener.connections();
        this.tls = tls;
        this.turns = turns;
    }

    @Override
    protected void initChannel(Channel channel) {
        ListenerCounters counters = connections.counters();
        if (counters.open() >= config.limits().connections() && !connections.makeRoom()) {
            counters.refused.increment();
            channel.close();
            return;
        }
        counters.accepted.increment();
        SslContext context = tls.get();
        Connection connection =
                new Connection(
                        channel,
                        ServingTls.clients(context),
                        Objects.requireNonNull(turns.get(channel.eventLoop()), "a foreign loop"),
                        listener);
        channel.closeFuture().addListener(closed -> connection.closed());
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(secured(channel, context));
        pipeline.addLast(new ProtocolChoice(connection));
        connections.opened(connection);
    }

    /** TLS at once, or as soon as the client has said which name it wants. */
    private ChannelHandler secured(Channel channel, SslContext context) {
        long patienceMillis = config.timeouts().handshake().toMillis();
        if (ServingTls.hasNamed(context)) {
            Mapping<String, SslContext> byName =
                    name -> ServingTls.forName(context, name, channel.localAddress());
            return new SniHandler(byName, MOST_HELLO, patienceMillis);
        }
        SslHandler ssl = context.newHandler(channel.alloc());
        ssl.setHandshakeTimeoutMillis(patienceMillis);
        return ssl;
    }
}
