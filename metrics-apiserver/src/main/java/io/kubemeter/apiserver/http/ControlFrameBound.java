package io.kubemeter.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2PriorityFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2UnknownFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends an HTTP/2 connection whose client sends more pings, settings and the like than any client
 * needs. They ask for nothing, but each costs work, and an answer that has to be kept for a client
 * that does not read it.
 *
 * <p>The same for a stranger who asks and takes it back, again and again. Of callers who are known
 * that is borne: on an aggregator's connection one user's requests would end those of all others,
 * and what he asks for is bounded as it is for whoever waits for the answer.
 *
 * <p><b>Owner:</b> the connection's event loop.
 */
final class ControlFrameBound extends ChannelInboundHandlerAdapter {
    private static final int MOST_CONTROLS = 1_000;
    private static final int MOST_RESETS = 200;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Connection connection;
    private final Window controls = new Window(MOST_CONTROLS);
    private final Window resets = new Window(MOST_RESETS);

    ControlFrameBound(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Window bound = bound(message);
        if (bound == null || bound.hasRoom(context.executor().ticker().nanoTime())) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (bound.isJustOver()) {
            connection.counters().malformed.increment();
            connection.abort();
        }
    }

    private @Nullable Window bound(Object message) {
        if (message instanceof Http2ResetFrame) {
            return connection.isCallerKnown() ? null : resets;
        }
        return asksForNothing(message) ? controls : null;
    }

    private static boolean asksForNothing(Object message) {
        return message instanceof Http2PingFrame
                || message instanceof Http2SettingsFrame
                || message instanceof Http2PriorityFrame
                || message instanceof Http2UnknownFrame;
    }

    /** Frames of one kind within a while. */
    private static final class Window {
        private final int most;
        private long began;
        private int seen;

        Window(int most) {
            this.most = most;
        }

        /** Counts one frame; whether there may be more. */
        boolean hasRoom(long now) {
            if (seen == 0 || now - began > WINDOW_NANOS) {
                began = now;
                seen = 0;
            }
            seen++;
            return seen <= most;
        }

        boolean isJustOver() {
            return seen == most + 1;
        }
    }
}
