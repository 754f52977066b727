package io.kubemeter.apiserver.openapi;

import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.number;

import io.kubemeter.apiserver.protobuf.ProtoWriter;
import java.util.List;

/** How a JSON value becomes a field of a protobuf message. */
@FunctionalInterface
interface Shape {
    /** A text; an empty one is not written. */
    Shape TEXT =
            (out, field, value) -> {
                if (!value.equals("")) {
                    out.text(delimited(field), value.toString());
                }
            };

    /** A truth value; false is not written. */
    Shape FLAG =
            (out, field, value) -> {
                if (value.equals(true)) {
                    out.number(number(field), 1);
                }
            };

    /** Any value, as text in YAML. */
    Shape ANY =
            (out, field, value) -> {
                int begun = out.begin(delimited(field));
                out.text(delimited(2), YamlLines.of(value));
                out.end(begun);
            };

    void write(ProtoWriter out, int field, Object value);

    /** A list, or one value alone, as repeated fields. */
    static Shape repeated(Shape item) {
        return (out, field, value) -> {
            if (value instanceof List<?> list) {
                for (Object one : list) {
                    item.write(out, field, one);
                }
            } else {
                item.write(out, field, value);
            }
        };
    }

    /** A message that has nothing but this field. */
    static Shape within(int inner, Shape shape) {
        return (out, field, value) -> {
            int begun = out.begin(delimited(field));
            shape.write(out, inner, value);
            out.end(begun);
        };
    }

    /** One shape for objects that refer to others, another for the rest. */
    static Shape orReference(Shape plain, Shape reference) {
        return (out, field, value) -> {
            boolean refers = value instanceof JsonObject object && object.member("$ref") != null;
            (refers ? reference : plain).write(out, field, value);
        };
    }

    /** A member of an object whose names are not known beforehand. */
    static void named(ProtoWriter out, int field, String name, Object value, Shape shape) {
        int begun = out.begin(delimited(field));
        out.text(delimited(1), name);
        shape.write(out, 2, value);
        out.end(begun);
    }
}
