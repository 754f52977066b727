package io.kubemeter.kubelet.pool;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Sees whether the first thing that a peer says is a TLS alert, and which. A kubelet without a
 * certificate says {@link #INTERNAL_ERROR}; no TLS library tells that but in a message text.
 *
 * <p>Owner: the event loop. Leaves the pipeline after the first record's start.
 */
final class AlertTap extends ChannelInboundHandlerAdapter {
    /** The alert of a kubelet whose certificate request is not approved yet. */
    static final int INTERNAL_ERROR = 80;

    static final int NONE = -1;

    private static final int RECORD_ALERT = 21;

    /** Type, version, length, level, description. */
    private static final int ALERT_BYTES = 7;

    private final byte[] start = new byte[ALERT_BYTES];
    private int seen;

    /** The alert that came instead of a handshake, or {@link #NONE}. */
    int alert() {
        boolean alone = start[3] == 0 && start[4] == 2;
        boolean isAlert = seen == ALERT_BYTES && start[0] == RECORD_ALERT && alone;
        return isAlert ? start[ALERT_BYTES - 1] & 0xff : NONE;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            int copied = Math.min(ALERT_BYTES - seen, bytes.readableBytes());
            bytes.getBytes(bytes.readerIndex(), start, seen, copied);
            seen += copied;
        }
        if (seen == ALERT_BYTES) {
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }
}
