package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;

import io.kubemeter.apiserver.protobuf.KubeEnvelope;
import io.kubemeter.apiserver.protobuf.ProtoWriter;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * A list in protobuf. Its length stands before its items, so all items are written, into pieces of
 * pooled memory, before the first byte is sent.
 *
 * <p><b>Owner:</b> the event loop that sends it.
 */
final class ListProto implements BodySource {
    private static final int ITEM = delimited(2);

    /** An empty ListMeta, as Go writes it: selfLink, resourceVersion, continue. */
    private static final byte[] LIST_META = {
        (byte) delimited(1),
        6,
        (byte) delimited(1),
        0,
        (byte) delimited(2),
        0,
        (byte) delimited(3),
        0
    };

    private static final int FIRST_PIECE = 8 * 1024;
    private static final int PIECE = 64 * 1024;

    /** A row is rarely longer, so that the buffer need not grow for the last one. */
    private static final int ROOM_FOR_ROW = 2048;

    private final RowSource rows;
    private final KubeEnvelope envelope;
    private final MetricsProto form;
    private final ProtoWriter writer = new ProtoWriter();
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
    private boolean begun;

    ListProto(RowSource rows, MetricsProto form, KubeEnvelope envelope) {
        this.rows = rows;
        this.form = form;
        this.envelope = envelope;
    }

    @Override
    public boolean fill(ByteBuf into) {
        if (!begun) {
            begun = true;
            begin(into);
        }
        int room = Math.max(into.writableBytes(), ROOM_FOR_ROW);
        while (!pieces.isEmpty()) {
            ByteBuf piece = pieces.getFirst();
            int part = Math.min(piece.readableBytes(), room);
            into.writeBytes(piece, part);
            room -= part;
            if (piece.isReadable()) {
                return true;
            }
            pieces.removeFirst().release();
        }
        writer.open(into);
        envelope.after(writer);
        writer.close();
        return false;
    }

    @Override
    public void close() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
    }

    private void begin(ByteBuf into) {
        int length = LIST_META.length;
        MetricsRow row = new MetricsRow();
        boolean more = rows.next(row);
        int size = FIRST_PIECE;
        while (more) {
            ByteBuf piece = into.alloc().heapBuffer(size);
            pieces.addLast(piece);
            size = PIECE;
            more = write(row, piece);
            length += piece.readableBytes();
        }
        writer.open(into);
        envelope.before(writer, length);
        writer.raw(LIST_META);
        writer.close();
    }

    /** Writes this row and those behind it that have room; whether one is left over. */
    private boolean write(MetricsRow row, ByteBuf piece) {
        int full = piece.capacity() - ROOM_FOR_ROW;
        writer.open(piece);
        boolean more = true;
        while (more && writer.written() < full) {
            int item = writer.begin(ITEM);
            form.write(row, writer);
            writer.end(item);
            more = rows.next(row);
        }
        writer.close();
        return more;
    }
}
