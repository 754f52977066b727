package io.kubemeter.kubelet.summary;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kubemeter.kubelet.summary.SummaryReading.Row;
import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.PodKey;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a summary in one pass, whole or in its CPU-and-memory form; what we do not use is skipped
 * unread. Immutable.
 *
 * <p>{@code usageNanoCores} is never looked at: nobody knows its window.
 */
public final class SummaryDecoder {
    private final JsonFactory json = new JsonFactory();

    /** Reads the first {@code length} bytes of a body. */
    public SummaryReading decode(byte[] body, int length) throws MalformedSummaryException {
        try (JsonParser parser = json.createParser(body, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedSummaryException("no JSON object");
            }
            SummaryReading reading = summary(parser);
            if (parser.nextToken() != null) {
                throw new MalformedSummaryException("more than one JSON value");
            }
            return reading;
        } catch (IOException | DateTimeException e) {
            throw new MalformedSummaryException(e.getClass().getSimpleName(), e);
        }
    }

    private static SummaryReading summary(JsonParser parser) throws IOException {
        Builder node = new Builder();
        List<Row> rows = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("node") && value == JsonToken.START_OBJECT) {
                measured(parser, node);
            } else if (field.equals("pods") && value == JsonToken.START_ARRAY) {
                pods(parser, rows);
            } else {
                parser.skipChildren();
            }
        }
        Measured measured = node.measured();
        return new SummaryReading(measured.complete() ? measured : null, rows);
    }

    private static void pods(JsonParser parser, List<Row> rows) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            pod(parser, rows);
        }
    }

    private static void pod(JsonParser parser, List<Row> rows) throws IOException {
        PodKey key = null;
        List<Builder> containers = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("podRef") && value == JsonToken.START_OBJECT) {
                key = podRef(parser);
            } else if (field.equals("containers") && value == JsonToken.START_ARRAY) {
                containers = containers(parser);
            } else {
                parser.skipChildren();
            }
        }
        if (key != null) {
            for (Builder container : containers) {
                rows.add(new Row(key, container.name, container.measured()));
            }
        }
    }

    private static @Nullable PodKey podRef(JsonParser parser) throws IOException {
        String name = "";
        String namespace = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && field.equals("name")) {
                name = parser.getText();
            } else if (value == JsonToken.VALUE_STRING && field.equals("namespace")) {
                namespace = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return name.isEmpty() || namespace.isEmpty() ? null : new PodKey(namespace, name);
    }

    private static List<Builder> containers(JsonParser parser) throws IOException {
        List<Builder> containers = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Builder container = new Builder();
            measured(parser, container);
            if (!container.name.isEmpty()) {
                containers.add(container);
            }
        }
        return containers;
    }

    private static void measured(JsonParser parser, Builder into) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && field.equals("name")) {
                into.name = parser.getText();
            } else if (value == JsonToken.VALUE_STRING && field.equals("startTime")) {
                into.startMillis = Math.max(0, millis(parser));
            } else if (value == JsonToken.START_OBJECT && field.equals("cpu")) {
                cpu(parser, into);
            } else if (value == JsonToken.START_OBJECT && field.equals("memory")) {
                memory(parser, into);
            } else if (value == JsonToken.START_OBJECT && field.equals("swap")) {
                into.swapBytes = number(parser, "swapUsageBytes");
            } else if (value == JsonToken.START_OBJECT && isDisk(field)) {
                into.onDisk(number(parser, "usedBytes"));
            } else {
                parser.skipChildren();
            }
        }
    }

    /** A container writes to its own layer and to its logs; a node has one filesystem for all. */
    private static boolean isDisk(String field) {
        return field.equals("rootfs") || field.equals("logs") || field.equals("fs");
    }

    private static long number(JsonParser parser, String wanted) throws IOException {
        long found = ExtraUsage.ABSENT;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (isNumber(value) && field.equals(wanted)) {
                found = Math.max(ExtraUsage.ABSENT, parser.getLongValue());
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private static void cpu(JsonParser parser, Builder into) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && field.equals("time")) {
                into.timestampMillis = millis(parser);
            } else if (isNumber(value) && field.equals("usageCoreNanoSeconds")) {
                into.cpuNanos = parser.getLongValue();
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void memory(JsonParser parser, Builder into) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (isNumber(value) && field.equals("workingSetBytes")) {
                into.memoryBytes = parser.getLongValue();
            } else {
                parser.skipChildren();
            }
        }
    }

    private static boolean isNumber(JsonToken token) {
        return token == JsonToken.VALUE_NUMBER_INT;
    }

    private static long millis(JsonParser parser) throws IOException {
        Instant time = Instant.parse(parser.getText());
        boolean sane = time.getEpochSecond() > -(1L << 40) && time.getEpochSecond() < 1L << 40;
        return sane ? time.toEpochMilli() : 0;
    }

    /**
     * What is known of one thing so far.
     *
     * <p>Owner: the reading thread.
     */
    private static final class Builder {
        private static final long ABSENT = -1;

        private String name = "";
        private long startMillis;
        private long timestampMillis;
        private long cpuNanos = ABSENT;
        private long memoryBytes = ABSENT;
        private long ephemeralStorageBytes = ExtraUsage.ABSENT;
        private long swapBytes = ExtraUsage.ABSENT;

        void onDisk(long bytes) {
            if (bytes >= 0) {
                ephemeralStorageBytes = Math.max(0, ephemeralStorageBytes) + bytes;
            }
        }

        Measured measured() {
            boolean complete = cpuNanos >= 0 && memoryBytes >= 0 && timestampMillis > 0;
            return new Measured(
                    startMillis,
                    timestampMillis,
                    cpuNanos,
                    memoryBytes,
                    ephemeralStorageBytes,
                    swapBytes,
                    complete);
        }
    }
}
