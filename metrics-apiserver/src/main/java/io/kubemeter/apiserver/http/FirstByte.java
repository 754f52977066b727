package io.kubemeter.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Notices on HTTP/1.1 that a request begins, so that it must end in time. */
final class FirstByte extends ChannelInboundHandlerAdapter {
    private final Connection connection;

    FirstByte(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        connection.receiving();
        context.fireChannelRead(message);
    }
}
