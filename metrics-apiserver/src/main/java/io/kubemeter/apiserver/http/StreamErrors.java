package io.kubemeter.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2FrameStreamException;

/**
 * Resets an HTTP/2 stream whose frames are wrong; the connection and its other streams stay.
 * Netty's own handler of streams cannot: of a stream that is over already it knows no channel.
 *
 * <p><b>Owner:</b> the connection's event loop.
 */
final class StreamErrors extends ChannelInboundHandlerAdapter {
    private final Connection connection;

    StreamErrors(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Http2FrameStreamException wrong) {
            connection.counters().malformed.increment();
            context.writeAndFlush(new DefaultHttp2ResetFrame(wrong.error()).stream(wrong.stream()));
            return;
        }
        context.fireExceptionCaught(cause);
    }
}
