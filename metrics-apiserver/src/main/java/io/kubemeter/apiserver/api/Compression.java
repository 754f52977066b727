package io.kubemeter.apiserver.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses answers that are worth it: only for a caller that names gzip, and only above 128 KiB,
 * which are written before that is known.
 */
final class Compression {
    static final int THRESHOLD = 128 * 1024;
    private static final int FIRST_PIECE = 16 * 1024;
    private static final int LEAST_ROOM = 1024;

    private Compression() {}

    /**
     * A body and whether it is compressed.
     *
     * @param body what to send
     * @param compressed whether by gzip
     */
    record Choice(BodySource body, boolean compressed) {}

    /** Whether the header names gzip; as upstream, a quality is not understood. */
    static boolean isAccepted(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        for (String token : acceptEncoding.split(",", -1)) {
            if (token.strip().equals("gzip")) {
                return true;
            }
        }
        return false;
    }

    /** Takes over a body and compresses it if it is large. */
    static Choice of(BodySource body) {
        ByteBuf start = ByteBufAllocator.DEFAULT.heapBuffer(FIRST_PIECE);
        boolean more = true;
        try {
            while (more && start.readableBytes() + body.waiting() <= THRESHOLD) {
                start.ensureWritable(FIRST_PIECE);
                more = body.fill(start);
            }
        } catch (RuntimeException e) {
            start.release();
            body.close();
            throw e;
        }
        return more || start.readableBytes() > THRESHOLD
                ? new Choice(new Gzip(start, body, more), true)
                : new Choice(new Begun(start, body), false);
    }

    /**
     * A small body, wholly written.
     *
     * <p><b>Owner:</b> the event loop that sends it.
     */
    private static final class Begun implements BodySource {
        private final ByteBuf whole;
        private final BodySource body;

        Begun(ByteBuf whole, BodySource body) {
            this.whole = whole;
            this.body = body;
        }

        @Override
        public boolean fill(ByteBuf into) {
            into.writeBytes(whole);
            return false;
        }

        @Override
        public void close() {
            whole.release();
            body.close();
        }
    }

    /**
     * A large body, compressed while it is sent.
     *
     * <p><b>Owner:</b> the event loop that sends it.
     */
    private static final class Gzip implements BodySource {
        private static final byte[] HEADER = {
            0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 4, (byte) 0xff
        };

        private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        private final CRC32 crc = new CRC32();
        private final ByteBuf piece;
        private final BodySource body;
        private boolean more;
        private boolean begun;

        Gzip(ByteBuf piece, BodySource body, boolean more) {
            this.piece = piece;
            this.body = body;
            this.more = more;
        }

        @Override
        public boolean fill(ByteBuf into) {
            if (!begun) {
                begun = true;
                into.writeBytes(HEADER);
                take();
            }
            into.ensureWritable(LEAST_ROOM);
            int room = into.writableBytes();
            while (!deflater.finished() && room > 0) {
                if (deflater.needsInput() && !next()) {
                    if (more) {
                        return true;
                    }
                    deflater.finish();
                }
                room -= deflate(into);
            }
            if (!deflater.finished()) {
                return true;
            }
            into.writeIntLE((int) crc.getValue());
            into.writeIntLE((int) deflater.getBytesRead());
            return false;
        }

        @Override
        public void close() {
            deflater.end();
            piece.release();
            body.close();
        }

        /** Gets the next piece of the body, if there is one by now. */
        private boolean next() {
            if (!more) {
                return false;
            }
            piece.clear();
            more = body.fill(piece);
            take();
            return piece.isReadable();
        }

        private void take() {
            int start = piece.arrayOffset() + piece.readerIndex();
            crc.update(piece.array(), start, piece.readableBytes());
            deflater.setInput(piece.array(), start, piece.readableBytes());
        }

        private int deflate(ByteBuf into) {
            int start = into.arrayOffset() + into.writerIndex();
            int written = deflater.deflate(into.array(), start, into.writableBytes());
            into.writerIndex(into.writerIndex() + written);
            return written;
        }
    }
}
