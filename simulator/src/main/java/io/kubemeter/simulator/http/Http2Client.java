package io.kubemeter.simulator.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.ConnectException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection to one backend: opened when first needed, again after it broke. A request
 * that fails is never sent twice.
 *
 * <p><b>Owner:</b> its event loop; {@link #send} and {@link #close} may be called from any thread.
 */
public final class Http2Client implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int WINDOW = 4 << 20;

    private final EventLoop loop;
    private final Backend backend;
    private @Nullable Promise<Channel> connection;
    private boolean closed;

    public Http2Client(EventLoop loop, Backend backend) {
        this.loop = loop;
        this.backend = backend;
    }

    /** Sends a request's head; {@code opened} gets the stream for its body and the answer. */
    public void send(HttpRequest head, ResponseListener listener, Consumer<ClientStream> opened) {
        loop.execute(() -> connected(head, listener, opened));
    }

    private void connected(
            HttpRequest head, ResponseListener listener, Consumer<ClientStream> opened) {
        connection()
                .addListener((Future<Channel> ready) -> {
                    if (ready.isSuccess()) {
                        open(ready.getNow(), head, listener, opened);
                    } else {
                        listener.failed(ready.cause());
                    }
                });
    }

    private Promise<Channel> connection() {
        Promise<Channel> now = connection;
        if (now != null && (!now.isDone() || usable(now))) {
            return now;
        }
        Promise<Channel> fresh = loop.newPromise();
        connection = fresh;
        if (closed) {
            return fresh.setFailure(new ConnectException("client closed"));
        }
        ChannelFuture connecting =
                new Bootstrap()
                        .group(loop)
                        .channel(EventLoops.clientChannel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(tls(channel))
                                                .addLast(new Protocol(fresh));
                                    }
                                })
                        .connect(backend.address());
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                fresh.tryFailure(done.cause());
            }
        });
        return fresh;
    }

    private static boolean usable(Promise<Channel> ready) {
        return ready.isSuccess() && ready.getNow().isActive();
    }

    private SslHandler tls(Channel channel) {
        return backend.tls()
                .context()
                .newHandler(channel.alloc(), backend.serverName(), backend.address().getPort());
    }

    private void open(
            Channel channel,
            HttpRequest head,
            ResponseListener listener,
            Consumer<ClientStream> opened) {
        new Http2StreamChannelBootstrap(channel)
                .option(ChannelOption.AUTO_READ, false)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel stream) {
                                stream.pipeline()
                                        .addLast(new Http2StreamFrameToHttpObjectCodec(false))
                                        .addLast(new ResponseHandler(listener));
                            }
                        })
                .open()
                .addListener((Future<Http2StreamChannel> done) -> {
                    if (done.isSuccess()) {
                        Http2StreamChannel stream = done.getNow();
                        var _ = stream.writeAndFlush(head);
                        opened.accept(new ClientStream(stream));
                        stream.read();
                    } else {
                        listener.failed(done.cause());
                    }
                });
    }

    /** Drops an idle connection; the next request opens another. */
    public void disconnect() {
        loop.execute(() -> {
            Promise<Channel> now = connection;
            connection = null;
            if (now != null && now.isSuccess()) {
                var _ = now.getNow().close();
            }
        });
    }

    @Override
    public void close() {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> closed = true);
            disconnect();
        }
    }

    /** Sets the connection up once HTTP/2 is agreed on, and tells that it is ready. */
    private static final class Protocol extends ApplicationProtocolNegotiationHandler {
        private final Promise<Channel> ready;

        Protocol(Promise<Channel> ready) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.ready = ready;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (!protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                fail(context, new ConnectException("the backend speaks no HTTP/2"));
                return;
            }
            Http2FrameCodec codec =
                    Http2FrameCodecBuilder.forClient()
                            .initialSettings(
                                    Http2Settings.defaultSettings().initialWindowSize(WINDOW))
                            .encoderEnforceMaxConcurrentStreams(true)
                            .build();
            context.pipeline()
                    .addLast(codec)
                    .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
            ready.trySuccess(context.channel());
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
            fail(context, cause);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(context, cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            ready.tryFailure(new ConnectException("connection closed in the handshake"));
            super.channelInactive(context);
        }

        private void fail(ChannelHandlerContext context, Throwable cause) {
            ready.tryFailure(cause);
            var _ = context.close();
        }
    }
}
