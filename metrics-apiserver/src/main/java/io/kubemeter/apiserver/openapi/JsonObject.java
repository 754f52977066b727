package io.kubemeter.apiserver.openapi;

import io.kubemeter.apiserver.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose members keep the order in which they were set. A value is an object, a list,
 * a text or a truth value.
 *
 * <p><b>Owner:</b> construction only; never changed once it is part of a document.
 */
final class JsonObject {
    private final Map<String, Object> members = new LinkedHashMap<>();

    /** Sets a member; nothing happens to the others. */
    JsonObject with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    /** Sets all members of another object. */
    JsonObject withAll(JsonObject other) {
        members.putAll(other.members);
        return this;
    }

    Map<String, Object> members() {
        return members;
    }

    @Nullable Object member(String name) {
        return members.get(name);
    }

    /** The object as JSON text. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        write(this, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        switch (value) {
            case JsonObject object -> {
                char before = '{';
                for (Map.Entry<String, Object> member : object.members.entrySet()) {
                    out.append(before).append(JsonWriter.quote(member.getKey())).append(':');
                    write(member.getValue(), out);
                    before = ',';
                }
                out.append(before == '{' ? "{}" : "}");
            }
            case List<?> list -> {
                char before = '[';
                for (Object item : list) {
                    out.append(before);
                    write(item, out);
                    before = ',';
                }
                out.append(before == '[' ? "[]" : "]");
            }
            case String text -> out.append(JsonWriter.quote(text));
            default -> out.append(value);
        }
    }
}
