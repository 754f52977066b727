package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;

import io.kubemeter.apiserver.protobuf.KubeEnvelope;
import io.kubemeter.apiserver.protobuf.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;

/**
 * A list in protobuf. Its length stands before its items, so all items are written before the first
 * of them is sent: piece by piece, so that others are answered meanwhile, and outside of the heap,
 * where no collection copies what waits.
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

    private static final int PIECE = 64 * 1024;

    /** The pods of an autoscaler, hundreds even, are made in one go. */
    private static final int PIECES_AT_ONCE = 4;

    /** A row is rarely longer, so that the buffer need not grow for the last one. */
    private static final int ROOM_FOR_ROW = 2048;

    private final RowSource rows;
    private final KubeEnvelope envelope;
    private final MetricsProto form;
    private final Backlog backlog;
    private final ProtoWriter writer = new ProtoWriter();
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
    private final MetricsRow row = new MetricsRow();
    private long held;
    private boolean begun;
    private boolean rowsLeft;
    private boolean sending;

    ListProto(RowSource rows, MetricsProto form, KubeEnvelope envelope, Backlog backlog) {
        this.rows = rows;
        this.form = form;
        this.envelope = envelope;
        this.backlog = backlog;
    }

    @Override
    public boolean fill(ByteBuf into) {
        if (!sending && !make(into)) {
            return true;
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
        backlog.remove(held);
        held = 0;
    }

    @Override
    public long waiting() {
        return sending ? 0 : held;
    }

    /** Makes the next pieces, and writes what comes before the first; whether all are made. */
    private boolean make(ByteBuf into) {
        if (!begun) {
            begun = true;
            writer.open(into);
            envelope.kind(writer);
            writer.close();
            rowsLeft = rows.next(row);
        }
        for (int i = 0; i < PIECES_AT_ONCE && rowsLeft; i++) {
            addPiece(into.alloc());
        }
        if (rowsLeft) {
            return false;
        }
        sending = true;
        writer.open(into);
        envelope.length(writer, Math.toIntExact(LIST_META.length + held));
        writer.raw(LIST_META);
        writer.close();
        return true;
    }

    private void addPiece(ByteBufAllocator alloc) {
        ByteBuf made = alloc.heapBuffer(PIECE);
        try {
            writeRows(made);
            int length = made.readableBytes();
            held += length;
            backlog.add(length);
            pieces.addLast(alloc.directBuffer(length).writeBytes(made));
        } finally {
            made.release();
        }
    }

    private void writeRows(ByteBuf piece) {
        int full = piece.capacity() - ROOM_FOR_ROW;
        writer.open(piece);
        while (rowsLeft && writer.written() < full) {
            int item = writer.begin(ITEM);
            form.write(row, writer);
            writer.end(item);
            rowsLeft = rows.next(row);
        }
        writer.close();
    }
}
