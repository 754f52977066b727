package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;

import io.kubemeter.apiserver.protobuf.KubeEnvelope;
import io.kubemeter.apiserver.protobuf.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;

/**
 * A list in protobuf. Its length stands before its items, so all items are written before the first
 * byte is sent: into pieces outside of the heap, where no collection copies them while they wait.
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

    /** A row is rarely longer, so that the buffer need not grow for the last one. */
    private static final int ROOM_FOR_ROW = 2048;

    private final RowSource rows;
    private final KubeEnvelope envelope;
    private final MetricsProto form;
    private final Backlog backlog;
    private final ProtoWriter writer = new ProtoWriter();
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
    private long held;
    private boolean begun;

    ListProto(RowSource rows, MetricsProto form, KubeEnvelope envelope, Backlog backlog) {
        this.rows = rows;
        this.form = form;
        this.envelope = envelope;
        this.backlog = backlog;
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
        backlog.remove(held);
        held = 0;
    }

    private void begin(ByteBuf into) {
        writePieces(into.alloc());
        writer.open(into);
        envelope.before(writer, Math.toIntExact(LIST_META.length + held));
        writer.raw(LIST_META);
        writer.close();
    }

    private void writePieces(ByteBufAllocator alloc) {
        MetricsRow row = new MetricsRow();
        ByteBuf made = alloc.heapBuffer(PIECE);
        try {
            boolean more = rows.next(row);
            while (more) {
                more = write(row, made);
                int length = made.readableBytes();
                held += length;
                backlog.add(length);
                pieces.addLast(alloc.directBuffer(length).writeBytes(made));
                made.clear();
            }
        } finally {
            made.release();
        }
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
