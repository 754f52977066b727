package io.kubemeter.apiserver.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.kubemeter.apiserver.protobuf.ItemMeta;
import io.kubemeter.apiserver.protobuf.NodeItem;
import io.kubemeter.apiserver.protobuf.PodItem;
import io.kubemeter.apiserver.protobuf.StatusItem;
import io.kubemeter.apiserver.protobuf.WatchFrame;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the same few fields as from protobuf where a server answers in JSON: as a stream, so that
 * what is not wanted is never kept.
 */
final class JsonObjects {
    /** A last-applied annotation may hold a whole object; nothing else comes near. */
    private static final int MAX_TEXT = 4 << 20;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxStringLength(MAX_TEXT).build())
                    .build();

    private static final ItemMeta NO_META = new ItemMeta("", "", "", "", List.of(), null);

    private JsonObjects() {}

    static JsonParser parser(InputStream in) throws IOException {
        return JSON.createParser(in);
    }

    /** Reads a list and gives its objects one by one; returns its resourceVersion. */
    static <T> String list(InputStream in, Watched<T> watched, Consumer<T> items)
            throws IOException {
        String[] version = {""};
        try (JsonParser json = parser(in)) {
            json.nextToken();
            fields(
                    json,
                    field -> {
                        if (field.equals("metadata")) {
                            version[0] = meta(json).resourceVersion();
                        } else if (field.equals("items")) {
                            elements(json, () -> items.accept(watched.json().decode(json)));
                        } else {
                            json.skipChildren();
                        }
                    });
        }
        return version[0];
    }

    /** Reads the next event of a watch, or {@code null} at its end. */
    static <T> @Nullable WatchFrame<T> frame(JsonParser json, Watched<T> watched)
            throws IOException {
        if (json.nextToken() == null) {
            return null;
        }
        String[] type = {""};
        List<WatchFrame<T>> frame = new ArrayList<>(1);
        fields(
                json,
                field -> {
                    if (field.equals("type")) {
                        type[0] = text(json);
                    } else if (field.equals("object")) {
                        frame.add(frame(json, type[0], watched));
                    } else {
                        json.skipChildren();
                    }
                });
        return frame.isEmpty() ? new WatchFrame.Other<>() : frame.getFirst();
    }

    private static <T> WatchFrame<T> frame(JsonParser json, String type, Watched<T> watched)
            throws IOException {
        return switch (type) {
            case "ADDED", "MODIFIED" -> new WatchFrame.Present<>(watched.json().decode(json));
            case "DELETED" -> new WatchFrame.Gone<>(watched.json().decode(json));
            case "BOOKMARK" ->
                    new WatchFrame.Bookmark<>(watched.version(watched.json().decode(json)));
            case "ERROR" -> new WatchFrame.Failed<>(status(json));
            case "" -> throw new IOException("JSON: event without a type");
            default -> {
                json.skipChildren();
                yield new WatchFrame.Other<>();
            }
        };
    }

    static PodItem pod(JsonParser json) throws IOException {
        ItemMeta[] meta = {NO_META};
        String[] texts = {"", "", ""};
        fields(
                json,
                field -> {
                    switch (field) {
                        case "metadata" -> meta[0] = meta(json);
                        case "spec" -> only(json, "nodeName", () -> texts[0] = text(json));
                        case "status" ->
                                fields(
                                        json,
                                        part -> {
                                            switch (part) {
                                                case "phase" -> texts[1] = text(json);
                                                case "startTime" -> texts[2] = text(json);
                                                default -> json.skipChildren();
                                            }
                                        });
                        default -> json.skipChildren();
                    }
                });
        return new PodItem(meta[0], texts[0], texts[1], millis(texts[2]));
    }

    static NodeItem node(JsonParser json) throws IOException {
        ItemMeta[] meta = {NO_META};
        List<String> addresses = new ArrayList<>();
        int[] port = new int[1];
        boolean[] ready = new boolean[1];
        fields(
                json,
                field -> {
                    if (field.equals("metadata")) {
                        meta[0] = meta(json);
                    } else if (field.equals("status")) {
                        fields(
                                json,
                                part -> {
                                    switch (part) {
                                        case "addresses" ->
                                                elements(
                                                        json,
                                                        () ->
                                                                pair(
                                                                        json, "type", "address",
                                                                        addresses));
                                        case "conditions" ->
                                                elements(json, () -> ready[0] |= isReady(json));
                                        case "daemonEndpoints" ->
                                                only(
                                                        json,
                                                        "kubeletEndpoint",
                                                        () ->
                                                                only(
                                                                        json,
                                                                        "Port",
                                                                        () ->
                                                                                port[0] =
                                                                                        json
                                                                                                .getValueAsInt()));
                                        default -> json.skipChildren();
                                    }
                                });
                    } else {
                        json.skipChildren();
                    }
                });
        return new NodeItem(meta[0], addresses, port[0], ready[0]);
    }

    static StatusItem status(JsonParser json) throws IOException {
        int[] code = new int[1];
        String[] texts = {"", ""};
        fields(
                json,
                field -> {
                    switch (field) {
                        case "code" -> code[0] = json.getValueAsInt();
                        case "reason" -> texts[0] = text(json);
                        case "message" -> texts[1] = text(json);
                        default -> json.skipChildren();
                    }
                });
        return new StatusItem(code[0], texts[0], texts[1]);
    }

    private static ItemMeta meta(JsonParser json) throws IOException {
        String[] texts = {"", "", "", ""};
        List<String> labels = new ArrayList<>();
        List<String> path = new ArrayList<>(1);
        fields(
                json,
                field -> {
                    switch (field) {
                        case "name" -> texts[0] = text(json);
                        case "namespace" -> texts[1] = text(json);
                        case "uid" -> texts[2] = text(json);
                        case "resourceVersion" -> texts[3] = text(json);
                        case "labels" ->
                                fields(
                                        json,
                                        key -> {
                                            labels.add(key);
                                            labels.add(text(json));
                                        });
                        case "annotations" ->
                                only(
                                        json,
                                        ItemMeta.RESOURCE_METRICS_PATH,
                                        () -> path.add(text(json)));
                        default -> json.skipChildren();
                    }
                });
        return new ItemMeta(
                texts[0],
                texts[1],
                texts[2],
                texts[3],
                labels,
                path.isEmpty() ? null : path.getFirst());
    }

    private static boolean isReady(JsonParser json) throws IOException {
        List<String> condition = new ArrayList<>(2);
        pair(json, "type", "status", condition);
        return condition.equals(List.of("Ready", "True"));
    }

    private static void pair(JsonParser json, String first, String second, List<String> into)
            throws IOException {
        String[] texts = {"", ""};
        fields(
                json,
                field -> {
                    if (field.equals(first)) {
                        texts[0] = text(json);
                    } else if (field.equals(second)) {
                        texts[1] = text(json);
                    } else {
                        json.skipChildren();
                    }
                });
        into.addAll(List.of(texts));
    }

    private static void only(JsonParser json, String wanted, Step value) throws IOException {
        fields(
                json,
                field -> {
                    if (field.equals(wanted)) {
                        value.run();
                    } else {
                        json.skipChildren();
                    }
                });
    }

    /** Gives each field's name, the parser being at its value; null counts as an empty object. */
    private static void fields(JsonParser json, Field reader) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("JSON: " + json.currentToken() + " (expected: an object)");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            reader.read(name);
        }
    }

    private static void elements(JsonParser json, Step element) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("JSON: " + json.currentToken() + " (expected: a list)");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) {
                throw new IOException("JSON: ends inside a list");
            }
            element.run();
        }
    }

    private static String text(JsonParser json) throws IOException {
        json.skipChildren();
        return json.getValueAsString("");
    }

    private static long millis(String time) {
        if (time.isEmpty()) {
            return 0;
        }
        try {
            return Instant.parse(time).toEpochMilli();
        } catch (DateTimeException e) {
            return 0;
        }
    }

    /** Reads the value that the parser is at. */
    private interface Field {
        void read(String name) throws IOException;
    }

    /** Reads the value that the parser is at. */
    private interface Step {
        void run() throws IOException;
    }
}
