package io.kubemeter.simulator.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * An HTTPS server on one address, HTTP/2 and HTTP/1.1 by ALPN.
 *
 * <p><b>Owner:</b> whoever started it; it may be closed from any thread.
 */
public final class HttpsServer implements AutoCloseable {
    private static final int MOST_HEADER_BYTES = 1 << 20;
    private static final int STREAMS = 250;
    private static final int WINDOW = 1 << 20;

    private final Channel listener;
    private final ChannelGroup connections;

    private HttpsServer(Channel listener, ChannelGroup connections) {
        this.listener = listener;
        this.connections = connections;
    }

    /** Binds loopback at {@code port}, or at a free one where it is 0 or taken. */
    public static HttpsServer start(
            EventLoopGroup loops, int port, Supplier<ServerTls> tls, HttpHandler handler) {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops)
                        .channel(EventLoops.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel connection) {
                                        connections.add(connection);
                                        connection
                                                .pipeline()
                                                .addLast(
                                                        tls.get()
                                                                .context()
                                                                .newHandler(connection.alloc()))
                                                .addLast(new Protocols(handler));
                                    }
                                });
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        ChannelFuture bound =
                bootstrap.bind(new InetSocketAddress(loopback, port)).awaitUninterruptibly();
        if (!bound.isSuccess() && port != 0) {
            bound = bootstrap.bind(new InetSocketAddress(loopback, 0)).awaitUninterruptibly();
        }
        if (!bound.isSuccess()) {
            throw new IllegalStateException("cannot listen on " + loopback, bound.cause());
        }
        return new HttpsServer(bound.channel(), connections);
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Cuts every connection; new ones are welcome. */
    public void cutConnections() {
        // Not the group's own close: after that it closes whatever comes.
        List.copyOf(connections).forEach(one -> one.close().awaitUninterruptibly());
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }

    /** Sets a connection up for the protocol that was agreed on. */
    private static final class Protocols extends ApplicationProtocolNegotiationHandler {
        private final HttpHandler handler;

        Protocols(HttpHandler handler) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.handler = handler;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                context.pipeline()
                        .addLast(
                                Http2FrameCodecBuilder.forServer()
                                        .initialSettings(settings())
                                        .build())
                        .addLast(new Http2MultiplexHandler(stream()));
            } else {
                context.pipeline()
                        .addLast(new HttpServerCodec(16 * 1024, MOST_HEADER_BYTES, 64 * 1024))
                        .addLast(new ExchangeHandler(handler));
            }
        }

        private static Http2Settings settings() {
            return Http2Settings.defaultSettings()
                    .maxConcurrentStreams(STREAMS)
                    .initialWindowSize(WINDOW)
                    .maxHeaderListSize(MOST_HEADER_BYTES);
        }

        private ChannelHandler stream() {
            return new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel stream) {
                    stream.pipeline()
                            .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                            .addLast(new ExchangeHandler(handler));
                }
            };
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }
}
