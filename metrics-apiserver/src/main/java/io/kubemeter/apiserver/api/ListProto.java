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
    /** Which numbers the fields of a list have, and so what stands where. */
    private static final class Fields {
        private static final Fields METADATA_FIRST =
                new Fields(listMeta(1), delimited(2), new byte[0]);

        /** As in meta.k8s.io/v1beta1. */
        private static final Fields ITEMS_FIRST =
                new Fields(new byte[0], delimited(1), listMeta(2));

        private final byte[] before;
        private final int item;
        private final byte[] after;

        private Fields(byte[] before, int item, byte[] after) {
            this.before = before;
            this.item = item;
            this.after = after;
        }

        /** An empty ListMeta, as Go writes it: selfLink, resourceVersion, continue. */
        private static byte[] listMeta(int field) {
            return new byte[] {
                (byte) delimited(field),
                6,
                (byte) delimited(1),
                0,
                (byte) delimited(2),
                0,
                (byte) delimited(3),
                0
            };
        }
    }

    private static final int PIECE = 64 * 1024;

    /** The pods of an autoscaler, hundreds even, are made in one go. */
    private static final int PIECES_AT_ONCE = 4;

    /** A row is rarely longer, so that the buffer need not grow for the last one. */
    private static final int ROOM_FOR_ROW = 2048;

    private final RowSource rows;
    private final KubeEnvelope envelope;
    private final MetricsProto form;
    private final Fields fields;
    private final Backlog backlog;
    private final ProtoWriter writer = new ProtoWriter();
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
    private final MetricsRow row = new MetricsRow();
    private long held;
    private boolean begun;
    private boolean rowsLeft;
    private boolean sending;

    private ListProto(
            RowSource rows,
            MetricsProto form,
            KubeEnvelope envelope,
            Fields fields,
            Backlog backlog) {
        this.rows = rows;
        this.form = form;
        this.envelope = envelope;
        this.fields = fields;
        this.backlog = backlog;
    }

    /** A list whose metadata come first. */
    static ListProto of(RowSource rows, MetricsProto form, KubeEnvelope envelope, Backlog backlog) {
        return new ListProto(rows, form, envelope, Fields.METADATA_FIRST, backlog);
    }

    /** A list whose items come first. */
    static ListProto itemsFirst(
            RowSource rows, MetricsProto form, KubeEnvelope envelope, Backlog backlog) {
        return new ListProto(rows, form, envelope, Fields.ITEMS_FIRST, backlog);
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
        writer.raw(fields.after);
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
        envelope.length(writer, Math.toIntExact(fields.before.length + held + fields.after.length));
        writer.raw(fields.before);
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
            int item = writer.begin(fields.item);
            form.write(row, writer);
            writer.end(item);
            rowsLeft = rows.next(row);
        }
        writer.close();
    }
}
