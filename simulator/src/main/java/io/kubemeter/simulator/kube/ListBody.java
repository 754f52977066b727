package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.http.BodySource;
import io.kubemeter.simulator.wire.JsonWriter;
import io.kubemeter.simulator.wire.ProtobufWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/**
 * A list, encoded while it is read: thirty thousand pods never stand in memory as bytes.
 *
 * <p><b>Owner:</b> the event loop of the exchange.
 */
final class ListBody<T> implements BodySource {
    private static final int PIECE_BYTES = 64 * 1024;

    private final List<Stored<T>> items;
    private final Renderer<T> renderer;
    private final Part part;
    private int next;
    private boolean begun;
    private boolean ended;

    /** Writes the three parts of a list in one encoding. */
    private interface Part {
        void head();

        void item(int index);

        void tail();

        int length();

        byte[] take();
    }

    ListBody(List<Stored<T>> items, Renderer<T> renderer, ListMeta meta, boolean protobuf) {
        this.items = items;
        this.renderer = renderer;
        this.part = protobuf ? new Protobuf(meta) : new Json(meta);
    }

    @Override
    public ByteBuf next(ByteBufAllocator allocator) {
        if (!begun) {
            begun = true;
            part.head();
        }
        while (next < items.size() && part.length() < PIECE_BYTES) {
            part.item(next++);
        }
        if (next == items.size()) {
            part.tail();
            ended = true;
        }
        byte[] piece = part.take();
        return allocator.buffer(piece.length).writeBytes(piece);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    private final class Json implements Part {
        private final JsonWriter json = new JsonWriter();
        private final ListMeta meta;

        Json(ListMeta meta) {
            this.meta = meta;
            json.restart();
        }

        @Override
        public void head() {
            renderer.listHead(json, meta);
        }

        @Override
        public void item(int index) {
            renderer.item(items.get(index), json);
        }

        @Override
        public void tail() {
            json.endList();
            json.end();
        }

        @Override
        public int length() {
            return json.length();
        }

        @Override
        public byte[] take() {
            byte[] bytes = json.toArray();
            json.clear();
            return bytes;
        }
    }

    /** Protobuf says lengths first, so all items are measured before the first is sent. */
    private final class Protobuf implements Part {
        private final ProtobufWriter protobuf = new ProtobufWriter();
        private final ListMeta meta;

        Protobuf(ListMeta meta) {
            this.meta = meta;
        }

        @Override
        public void head() {
            meta.write(protobuf);
            long raw = protobuf.length();
            protobuf.clear();
            for (Stored<T> item : items) {
                int length = measured(item);
                raw += ProtobufWriter.itemHeadSize(2, length) + length;
            }
            protobuf.openUnknown(renderer.itemApiVersion(), renderer.listKind(), raw);
            meta.write(protobuf);
        }

        private int measured(Stored<T> item) {
            int known = renderer.remembersLength() ? item.protobufLength() : 0;
            if (known > 0) {
                return known;
            }
            renderer.fields(item, protobuf);
            int length = protobuf.length();
            protobuf.clear();
            if (renderer.remembersLength()) {
                item.protobufLength(length);
            }
            return length;
        }

        @Override
        public void item(int index) {
            protobuf.beginItem(2);
            renderer.fields(items.get(index), protobuf);
            protobuf.end();
        }

        @Override
        public void tail() {
            protobuf.closeUnknown();
        }

        @Override
        public int length() {
            return protobuf.length();
        }

        @Override
        public byte[] take() {
            byte[] bytes = protobuf.toArray();
            protobuf.clear();
            return bytes;
        }
    }
}
