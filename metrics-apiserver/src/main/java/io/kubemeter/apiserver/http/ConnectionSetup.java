package io.kubemeter.apiserver.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Supplier;

/** Lays out the pipeline of a new connection, or closes it where too many are at work. */
final class ConnectionSetup extends ChannelInitializer<Channel> {
    private final ListenerConfig config;
    private final Supplier<SslContext> tls;
    private final HttpHandler handler;
    private final Connections connections;
    private final DateHeader date;

    ConnectionSetup(
            ListenerConfig config,
            Supplier<SslContext> tls,
            HttpHandler handler,
            Connections connections,
            DateHeader date) {
        this.config = config;
        this.tls = tls;
        this.handler = handler;
        this.connections = connections;
        this.date = date;
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
        SslHandler ssl = context.newHandler(channel.alloc());
        ssl.setHandshakeTimeoutMillis(config.timeouts().handshake().toMillis());
        Connection connection =
                new Connection(
                        channel, ServingTls.clients(context), config, handler, connections, date);
        channel.closeFuture().addListener(closed -> connection.closed());
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(ssl);
        pipeline.addLast(new ProtocolChoice(connection));
        connections.opened(connection);
    }
}
