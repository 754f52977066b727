package io.kubemeter.bench.run;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A question under way.
 *
 * <p><b>Owner:</b> its connection's event loop.
 */
final class Pending {
    final Ask ask;
    final Replies replies;
    int status;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private long bytes;
    private long firstByteNanos;

    Pending(Ask ask, Replies replies) {
        this.ask = ask;
        this.replies = replies;
    }

    /** Counts a piece of the body, and copies it where the body is wanted. */
    void received(ByteBuf piece, long nowNanos) {
        if (bytes == 0) {
            firstByteNanos = nowNanos;
        }
        bytes += piece.readableBytes();
        if (ask.keepsBody()) {
            try {
                piece.getBytes(piece.readerIndex(), body, piece.readableBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Reply reply(long nowNanos) {
        long first = bytes == 0 ? nowNanos : firstByteNanos;
        return new Reply(status, bytes, first, nowNanos, body.toString(StandardCharsets.UTF_8));
    }
}
