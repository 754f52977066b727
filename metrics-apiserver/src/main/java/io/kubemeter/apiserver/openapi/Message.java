package io.kubemeter.apiserver.openapi;

import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;

import io.kubemeter.apiserver.protobuf.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as a protobuf message: which member becomes which field. Members are written in
 * their order in the object. An unknown one is a mistake of ours.
 *
 * <p><b>Owner:</b> construction only; fields are set in class initialisation, since messages hold
 * each other.
 */
final class Message implements Shape {
    private record Field(int number, Shape shape) {}

    private final Map<String, Field> fields = new HashMap<>();
    private @Nullable Field extensions;
    private @Nullable Field others;

    /** Sets what becomes of a member. */
    Message field(String name, int number, Shape shape) {
        fields.put(name, new Field(number, shape));
        return this;
    }

    /** Sets where members go whose names begin with {@code x-}. */
    Message extensions(int number) {
        extensions = new Field(number, ANY);
        return this;
    }

    /** Sets where all other members go, each with its name. */
    Message others(int number, Shape shape) {
        others = new Field(number, shape);
        return this;
    }

    @Override
    public void write(ProtoWriter out, int field, Object value) {
        int begun = out.begin(delimited(field));
        content(out, value);
        out.end(begun);
    }

    /** The message by itself. */
    byte[] bytes(JsonObject tree) {
        ByteBuf into = Unpooled.buffer();
        ProtoWriter out = new ProtoWriter();
        out.open(into);
        content(out, tree);
        out.close();
        byte[] bytes = new byte[into.readableBytes()];
        into.readBytes(bytes);
        return bytes;
    }

    private void content(ProtoWriter out, Object value) {
        if (!(value instanceof JsonObject object)) {
            throw new IllegalStateException(value + " (expected: an object)");
        }
        object.members().forEach((name, member) -> member(out, name, member));
    }

    private void member(ProtoWriter out, String name, Object value) {
        Field known = fields.get(name);
        if (known != null) {
            known.shape.write(out, known.number, value);
            return;
        }
        Field open = name.startsWith("x-") && extensions != null ? extensions : others;
        if (open == null) {
            throw new IllegalStateException("no field for " + name);
        }
        Shape.named(out, open.number, name, value, open.shape);
    }
}
