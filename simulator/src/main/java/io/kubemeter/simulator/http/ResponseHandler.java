package io.kubemeter.simulator.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/**
 * Hands one answer to its listener.
 *
 * <p><b>Owner:</b> the event loop of its stream.
 */
final class ResponseHandler extends ChannelInboundHandlerAdapter {
    private final ResponseListener listener;
    private boolean over;

    ResponseHandler(ResponseListener listener) {
        this.listener = listener;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpResponse head) {
            listener.head(head.status().code(), head.headers());
        }
        if (message instanceof HttpContent content) {
            over = content instanceof LastHttpContent;
            listener.consumePart(content.content(), over);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(new IOException("stream closed by the backend"));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
        var _ = context.close();
    }

    private void fail(Throwable cause) {
        if (!over) {
            over = true;
            listener.failed(cause);
        }
    }
}
