package io.kubemeter.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2PriorityFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2UnknownFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends an HTTP/2 connection whose client sends more pings, settings and the like than any client
 * needs. They ask for nothing, but each costs work, and an answer that has to be kept for a client
 * that does not read it.
 *
 * <p><b>Owner:</b> the connection's event loop.
 */
final class ControlFrameBound extends ChannelInboundHandlerAdapter {
    private static final int MOST_PER_WINDOW = 1_000;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Connection connection;
    private long windowBegan;
    private int seen;

    ControlFrameBound(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!asksForNothing(message) || seen(context.executor().ticker().nanoTime())) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (seen == MOST_PER_WINDOW + 1) {
            connection.counters().malformed.increment();
            connection.abort();
        }
    }

    /** Counts one frame; whether there may be more. */
    private boolean seen(long now) {
        if (seen == 0 || now - windowBegan > WINDOW_NANOS) {
            windowBegan = now;
            seen = 0;
        }
        seen++;
        return seen <= MOST_PER_WINDOW;
    }

    private static boolean asksForNothing(Object message) {
        return message instanceof Http2PingFrame
                || message instanceof Http2SettingsFrame
                || message instanceof Http2PriorityFrame
                || message instanceof Http2UnknownFrame;
    }
}
