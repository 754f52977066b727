package io.kubemeter.simulator.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Turns a connection's or a stream's messages into exchanges, one at a time: what a client sends
 * ahead waits, up to a bound.
 *
 * <p><b>Owner:</b> the event loop of its channel.
 */
final class ExchangeHandler extends ChannelInboundHandlerAdapter {
    private static final int MOST_WAITING = 256;

    private final HttpHandler handler;
    private final Queue<HttpObject> waiting = new ArrayDeque<>();
    private @Nullable Exchange current;

    ExchangeHandler(HttpHandler handler) {
        this.handler = handler;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
        } else if (current == null || !current.requestRead()) {
            dispatch(context, part);
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(part);
        } else {
            ReferenceCountUtil.release(part);
            var _ = context.close();
        }
    }

    private void dispatch(ChannelHandlerContext context, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            var _ = context.close();
            return;
        }
        if (part instanceof HttpRequest head) {
            current = new Exchange(context.channel(), head, () -> next(context));
            handler.handle(current);
        }
        Exchange exchange = current;
        if (part instanceof HttpContent content) {
            if (exchange == null) {
                content.release();
            } else {
                exchange.consumePart(content.content(), part instanceof LastHttpContent);
            }
        }
    }

    private void next(ChannelHandlerContext context) {
        current = null;
        while (!waiting.isEmpty() && (current == null || !current.requestRead())) {
            dispatch(context, waiting.remove());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Exchange exchange = current;
        if (exchange != null) {
            exchange.pump();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Exchange exchange = current;
        current = null;
        if (exchange != null) {
            exchange.abort();
        }
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
