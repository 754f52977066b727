package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimitedSize;

import io.kubemeter.apiserver.protobuf.KubeEnvelope;
import io.kubemeter.apiserver.protobuf.ProtoWriter;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A list in protobuf. Its length stands first, so all rows are read before the first byte; they are
 * kept as numbers and written row by row while they are sent.
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

    private static final int FIRST_SIZES = 64;
    private static final int ROOM_FOR_ROW = 2048;

    private final KubeEnvelope envelope;
    private final MetricsProto form;
    private final RowTable rows = new RowTable();
    private final MetricsRow row = new MetricsRow();
    private final ProtoWriter writer = new ProtoWriter();
    private final int length;
    private int[] sizes = new int[FIRST_SIZES];
    private int written = -1;

    ListProto(RowSource source, MetricsProto form, KubeEnvelope envelope) {
        this.envelope = envelope;
        this.form = form;
        int sum = LIST_META.length;
        while (source.next(row)) {
            int size = form.size(row);
            if (rows.size() == sizes.length) {
                sizes = Arrays.copyOf(sizes, sizes.length * 2);
            }
            sizes[rows.size()] = size;
            rows.add(row);
            sum += delimitedSize(ITEM, size);
        }
        length = sum;
    }

    @Override
    public boolean fill(ByteBuf into) {
        int room = Math.max(into.writableBytes() - ROOM_FOR_ROW, 1);
        writer.open(into);
        boolean more = fill(writer.written() + room);
        writer.close();
        return more;
    }

    private boolean fill(int full) {
        if (written < 0) {
            envelope.before(writer, length);
            writer.raw(LIST_META);
            written = 0;
        }
        while (writer.written() < full) {
            if (!rows.next(row)) {
                envelope.after(writer);
                return false;
            }
            writer.head(ITEM, sizes[written++]);
            form.write(row, writer);
        }
        return true;
    }

    @Override
    public void close() {}
}
