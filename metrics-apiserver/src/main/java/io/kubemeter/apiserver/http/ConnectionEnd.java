package io.kubemeter.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** The last handler of an HTTP/2 connection: nothing passes it, and what fails there closes it. */
final class ConnectionEnd extends ChannelInboundHandlerAdapter {
    private final Connection connection;

    ConnectionEnd(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.counters().failed.increment();
        context.close();
    }
}
