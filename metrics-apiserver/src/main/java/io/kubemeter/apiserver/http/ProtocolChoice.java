package io.kubemeter.apiserver.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLException;

/** Goes on with HTTP/2 or HTTP/1.1 after the TLS handshake, as the client chose. */
final class ProtocolChoice extends ApplicationProtocolNegotiationHandler {
    /** Netty knows no callers: resets are bounded by {@link ControlFrameBound}. */
    private static final int UNBOUNDED = 0;

    private final Connection connection;

    ProtocolChoice(Connection connection) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.connection = connection;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
        ChannelPipeline pipeline = context.pipeline();
        if (!connection.secured(pipeline.get(SslHandler.class).engine())) {
            connection.counters().handshakesFailed.increment();
            context.close();
            return;
        }
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            overHttp2(pipeline, connection);
        } else {
            overHttp1(pipeline, connection);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent done && !done.isSuccess()) {
            connection.counters().handshakesFailed.increment();
        }
        super.userEventTriggered(context, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause.getCause() instanceof SSLException)) {
            connection.counters().failed.increment();
        }
        context.close();
    }

    static void overHttp1(ChannelPipeline pipeline, Connection connection) {
        int headBytes = connection.config().limits().headBytes();
        HttpDecoderConfig decoder =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(headBytes)
                        .setMaxHeaderSize(headBytes)
                        .setMaxChunkSize(connection.config().limits().chunkBytes());
        pipeline.addLast(new FirstByte(connection));
        pipeline.addLast(new StrictRequestDecoder(decoder));
        pipeline.addLast(new HttpResponseEncoder());
        pipeline.addLast(new FlowControlHandler());
        pipeline.addLast(new RequestIntake(connection, false));
        connection.idle();
    }

    static void overHttp2(ChannelPipeline pipeline, Connection connection) {
        ListenerLimits limits = connection.config().limits();
        Http2Settings settings =
                new Http2Settings()
                        .maxConcurrentStreams(limits.streams())
                        .maxHeaderListSize(limits.headBytes());
        pipeline.addLast(
                Http2FrameCodecBuilder.forServer()
                        .initialSettings(settings)
                        .decoderEnforceMaxRstFramesPerWindow(UNBOUNDED, UNBOUNDED)
                        .gracefulShutdownTimeoutMillis(
                                connection.config().timeouts().drain().toMillis())
                        .build());
        pipeline.addLast(new ControlFrameBound(connection));
        pipeline.addLast(new StreamErrors(connection));
        pipeline.addLast(
                new Http2MultiplexHandler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel stream) {
                                connection.streamOpened(stream);
                                stream.pipeline()
                                        .addLast(
                                                new Http2StreamFrameToHttpObjectCodec(true),
                                                new RequestIntake(connection, true));
                            }
                        }));
        pipeline.addLast(new ConnectionEnd(connection));
        connection.isHttp2();
        connection.idle();
    }
}
