package io.kubemeter.simulator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON read into maps, lists and texts: numbers and truth values become texts. It is for the small
 * bodies that a cluster's parts send each other.
 */
public final class JsonTree {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonTree() {}

    /** Throws {@link IllegalArgumentException} on what is no JSON object. */
    public static Map<String, Object> parse(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("body: not an object");
            }
            return object(parser);
        } catch (IOException e) {
            throw new IllegalArgumentException("body: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Object value = value(parser);
            if (value != null) {
                fields.put(name, value);
            }
        }
        return fields;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object item = value(parser);
                    items.add(item == null ? "" : item);
                }
                yield items;
            }
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    /** A field that is an object; an empty one where it is not. */
    public static Map<String, Object> child(Map<String, Object> parent, String name) {
        return object(parent.get(name));
    }

    /** The objects of a field that is a list. */
    public static List<Map<String, Object>> children(Map<String, Object> parent, String name) {
        return parent.get(name) instanceof List<?> list
                ? list.stream().map(JsonTree::object).toList()
                : List.of();
    }

    private static Map<String, Object> object(@Nullable Object value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, field) -> fields.put(String.valueOf(key), field));
        }
        return fields;
    }

    public static String text(Map<String, Object> parent, String name) {
        return parent.get(name) instanceof String text ? text : "";
    }

    public static List<String> texts(Map<String, Object> parent, String name) {
        return parent.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Writes a list of objects back as JSON; right where all values are texts, lists, objects. */
    public static String write(List<Map<String, Object>> objects) {
        JsonWriter json = new JsonWriter();
        json.raw("[");
        json.restart();
        objects.forEach(object -> write(object, json));
        json.raw("]");
        return new String(json.toArray(), UTF_8);
    }

    private static void write(Map<?, ?> object, JsonWriter json) {
        json.object();
        object.forEach((key, value) -> write(String.valueOf(key), value, json));
        json.end();
    }

    private static void write(String name, @Nullable Object value, JsonWriter json) {
        switch (value) {
            case Map<?, ?> map -> {
                json.begin(0, name);
                map.forEach((key, field) -> write(String.valueOf(key), field, json));
                json.end();
            }
            case List<?> list -> {
                json.array(name);
                for (Object item : list) {
                    if (item instanceof Map<?, ?> map) {
                        write(map, json);
                    } else {
                        json.element(String.valueOf(item));
                    }
                }
                json.endList();
            }
            case null, default -> json.shownText(0, name, String.valueOf(value));
        }
    }
}
