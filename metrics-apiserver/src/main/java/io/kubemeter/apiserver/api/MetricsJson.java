package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.json.JsonWriter.constant;
import static io.kubemeter.model.ExtraUsage.EPHEMERAL_STORAGE;
import static io.kubemeter.model.ExtraUsage.SWAP;

import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.apiserver.json.JsonWriter;
import io.kubemeter.model.ExtraUsage;
import io.kubemeter.quantity.QuantityText;
import io.kubemeter.quantity.TimeText;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as NodeMetrics and PodMetrics, as their metadata alone, and as rows of a Table. Each
 * form is a {@link RowJson}.
 *
 * <p><b>Owner:</b> one request.
 */
final class MetricsJson {
    private static final byte[] NAME = constant("{\"name\":");
    private static final byte[] NAMESPACE = constant(",\"namespace\":");
    private static final byte[] CREATED = constant(",\"creationTimestamp\":\"");
    private static final byte[] LABELS = constant(",\"labels\":{");
    private static final byte[] METADATA = constant("{\"metadata\":");
    private static final byte[] TIMESTAMP = constant(",\"timestamp\":\"");
    private static final byte[] WINDOW = constant("\",\"window\":\"");
    private static final byte[] CONTAINERS = constant("\",\"containers\":[{\"name\":");
    private static final byte[] NEXT_CONTAINER = constant("\"}},{\"name\":");
    private static final byte[] USAGE = constant(",\"usage\":{\"cpu\":\"");
    private static final byte[] NODE_USAGE = constant("\",\"usage\":{\"cpu\":\"");
    private static final byte[] MEMORY = constant("\",\"memory\":\"");
    private static final byte[][] EXTRA = extraKeys();
    private static final byte[] UNKNOWN = constant("<unknown>");
    private static final byte[] POD_END = constant("\"}}]}");
    private static final byte[] NODE_END = constant("\"}}");
    private static final byte[] CELLS = constant("{\"cells\":[");
    private static final byte[] CELL = constant("\",\"");
    private static final byte[] FIRST_CELL = constant(",\"");
    private static final byte[] OBJECT = constant("\"],\"object\":");
    private static final byte[] NULL = constant("null");
    private static final int FIRST_LABEL_BYTES = 256;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final boolean pods;
    private final byte[] created = new byte[TimeText.LONGEST];
    private final int createdLength;

    /** The labels written last: the replicas of one owner share theirs and stand together. */
    private @Nullable Labels known;

    private byte[] knownBytes = new byte[FIRST_LABEL_BYTES];
    private int knownLength;

    /** The objects are created, as upstream has it, when they are asked for. */
    MetricsJson(MetricsKind kind, long nowMillis) {
        pods = kind == MetricsKind.PODS;
        createdLength = TimeText.writeTimestamp(created, 0, nowMillis);
    }

    /** The object as it stands in a list. */
    void item(MetricsRow row, JsonWriter out) {
        out.raw(METADATA);
        rest(row, out);
    }

    /** The object with its kind. */
    RowJson object(String apiVersion, String kind) {
        byte[] start = constant(typed(apiVersion, kind));
        return (row, out) -> {
            out.raw(start);
            rest(row, out);
        };
    }

    /** The object's metadata with their kind. */
    static String typed(String apiVersion, String kind) {
        return "{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion + "\",\"metadata\":";
    }

    RowJson metadataOnly(String metaVersion) {
        byte[] start = constant(typed("meta.k8s.io/" + metaVersion, "PartialObjectMetadata"));
        return (row, out) -> {
            out.raw(start);
            metadata(row, out);
            out.raw('}');
        };
    }

    /** A row of a Table, with cells for these extras and the object in this form, or none. */
    RowJson tableRow(Set<ExtraUsage> extras, RowJson object) {
        boolean withStorage = extras.contains(EPHEMERAL_STORAGE);
        boolean withSwap = extras.contains(SWAP);
        return (row, out) -> {
            out.raw(CELLS);
            out.string(row.name);
            out.raw(FIRST_CELL);
            cpu(row.totalCpuNanocores(), out);
            if (withStorage) {
                extraCell(row.totalExtraBytes(EPHEMERAL_STORAGE), out);
            }
            out.raw(CELL);
            memory(row.totalMemoryBytes(), out);
            if (withSwap) {
                extraCell(row.totalExtraBytes(SWAP), out);
            }
            out.raw(CELL);
            window(row, out);
            out.raw(OBJECT);
            object.write(row, out);
            out.raw('}');
        };
    }

    private static void extraCell(long bytes, JsonWriter out) {
        out.raw(CELL);
        if (bytes == ExtraUsage.ABSENT) {
            out.raw(UNKNOWN);
        } else {
            memory(bytes, out);
        }
    }

    static void noObject(MetricsRow row, JsonWriter out) {
        out.raw(NULL);
    }

    private void rest(MetricsRow row, JsonWriter out) {
        metadata(row, out);
        out.raw(TIMESTAMP);
        int at = out.reserve(TimeText.LONGEST);
        out.advance(TimeText.writeTimestamp(out.array(), at, row.timestampMillis));
        out.raw(WINDOW);
        window(row, out);
        if (pods) {
            containers(row, out);
        } else {
            out.raw(NODE_USAGE);
            usage(row, 0, out);
            out.raw(NODE_END);
        }
    }

    private void metadata(MetricsRow row, JsonWriter out) {
        out.raw(NAME);
        out.string(row.name);
        if (!row.namespace.isEmpty()) {
            out.raw(NAMESPACE);
            out.string(row.namespace);
        }
        out.raw(CREATED);
        out.copy(created, createdLength);
        out.raw('"');
        labels(row.labels, out);
        out.raw('}');
    }

    private void labels(Labels labels, JsonWriter out) {
        if (labels.equals(known)) {
            out.copy(knownBytes, knownLength);
            return;
        }
        int start = out.written();
        for (int i = 0; i < labels.size(); i++) {
            if (i == 0) {
                out.raw(LABELS);
            } else {
                out.raw(',');
            }
            out.string(labels.key(i));
            out.raw(':');
            out.string(labels.value(i));
        }
        if (labels.size() > 0) {
            out.raw('}');
        }
        knownLength = out.written() - start;
        if (knownLength > knownBytes.length) {
            knownBytes = new byte[2 * knownLength];
        }
        out.copyLast(knownLength, knownBytes);
        known = labels;
    }

    private static void containers(MetricsRow row, JsonWriter out) {
        for (int i = 0; i < row.size; i++) {
            out.raw(i == 0 ? CONTAINERS : NEXT_CONTAINER);
            out.string(row.containers[i]);
            out.raw(USAGE);
            usage(row, i, out);
        }
        out.raw(POD_END);
    }

    private static void usage(MetricsRow row, int index, JsonWriter out) {
        cpu(row.cpuNanocores[index], out);
        extra(row.extraBytes(index, EPHEMERAL_STORAGE), EPHEMERAL_STORAGE, out);
        out.raw(MEMORY);
        memory(row.memoryBytes[index], out);
        extra(row.extraBytes(index, SWAP), SWAP, out);
    }

    /** Keys are sorted; what is absent has none. */
    private static void extra(long bytes, ExtraUsage extra, JsonWriter out) {
        if (bytes != ExtraUsage.ABSENT) {
            out.raw(EXTRA[extra.index()]);
            memory(bytes, out);
        }
    }

    private static byte[][] extraKeys() {
        ExtraUsage[] extras = ExtraUsage.values();
        byte[][] keys = new byte[extras.length][];
        for (ExtraUsage extra : extras) {
            keys[extra.index()] = constant("\",\"" + extra.key() + "\":\"");
        }
        return keys;
    }

    private static void cpu(long nanocores, JsonWriter out) {
        int at = out.reserve(QuantityText.LONGEST);
        out.advance(QuantityText.writeCpu(out.array(), at, nanocores));
    }

    private static void memory(long bytes, JsonWriter out) {
        int at = out.reserve(QuantityText.LONGEST);
        out.advance(QuantityText.writeMemory(out.array(), at, bytes));
    }

    private static void window(MetricsRow row, JsonWriter out) {
        int at = out.reserve(TimeText.LONGEST);
        out.advance(TimeText.writeDuration(out.array(), at, row.windowMillis * NANOS_PER_MILLI));
    }
}
