package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.JsonWriter;
import io.kubemeter.simulator.wire.ProtobufWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of a watch: JSON objects on lines, or frames of protobuf.
 *
 * <p><b>Owner:</b> the event loop of the exchange.
 */
interface EventEncoder<T> {
    void event(String type, Stored<T> stored);

    void bookmark(long version, boolean initialEventsEnd);

    /** The error that ends a watch whose place in history is forgotten. */
    void expired(long version, long now);

    int length();

    byte[] toArray();

    void clear();

    static <T> EventEncoder<T> of(Renderer<T> renderer, boolean protobuf) {
        return protobuf ? new Protobuf<>(renderer) : new Json<>(renderer);
    }

    /** What was written since the last time, or {@code null} where it is nothing. */
    default @Nullable ByteBuf take(ByteBufAllocator allocator) {
        if (length() == 0) {
            return null;
        }
        byte[] bytes = toArray();
        clear();
        return allocator.buffer(bytes.length).writeBytes(bytes);
    }

    private static Failure tooOld(long version, long now) {
        return Failure.expired("too old resource version: " + version + " (" + now + ")");
    }

    /** Events on lines. */
    final class Json<T> implements EventEncoder<T> {
        private final Renderer<T> renderer;
        private final JsonWriter json = new JsonWriter();

        Json(Renderer<T> renderer) {
            this.renderer = renderer;
        }

        private void open(String type) {
            json.restart();
            json.object();
            json.text(0, "type", type);
            json.name("object").restart();
        }

        private void close() {
            json.end();
            json.raw("\n");
        }

        @Override
        public void event(String type, Stored<T> stored) {
            open(type);
            renderer.json(stored, json);
            close();
        }

        @Override
        public void bookmark(long version, boolean initialEventsEnd) {
            open("BOOKMARK");
            renderer.bookmarkJson(version, initialEventsEnd, json);
            close();
        }

        @Override
        public void expired(long version, long now) {
            open("ERROR");
            json.object();
            tooOld(version, now).write(json);
            json.end();
            close();
        }

        @Override
        public int length() {
            return json.length();
        }

        @Override
        public byte[] toArray() {
            return json.toArray();
        }

        @Override
        public void clear() {
            json.clear();
        }
    }

    /** Events in frames. */
    final class Protobuf<T> implements EventEncoder<T> {
        private final Renderer<T> renderer;
        private final ProtobufWriter protobuf = new ProtobufWriter();

        Protobuf(Renderer<T> renderer) {
            this.renderer = renderer;
        }

        @Override
        public void event(String type, Stored<T> stored) {
            protobuf.beginFrame(type);
            renderer.protobuf(stored, protobuf);
            protobuf.endFrame();
        }

        @Override
        public void bookmark(long version, boolean initialEventsEnd) {
            protobuf.beginFrame("BOOKMARK");
            protobuf.beginUnknown(renderer.itemApiVersion(), renderer.itemKind());
            renderer.bookmark(version, initialEventsEnd, protobuf);
            protobuf.endUnknown();
            protobuf.endFrame();
        }

        @Override
        public void expired(long version, long now) {
            Failure failure = tooOld(version, now);
            protobuf.beginFrame("ERROR");
            protobuf.beginUnknown("v1", "Status");
            failure.write(protobuf);
            protobuf.endUnknown();
            protobuf.endFrame();
        }

        @Override
        public int length() {
            return protobuf.length();
        }

        @Override
        public byte[] toArray() {
            return protobuf.toArray();
        }

        @Override
        public void clear() {
            protobuf.clear();
        }
    }
}
