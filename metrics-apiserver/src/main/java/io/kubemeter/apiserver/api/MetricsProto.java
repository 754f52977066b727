package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimitedSize;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.number;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.textSize;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.varintSize;

import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.apiserver.protobuf.ProtoWriter;
import io.kubemeter.quantity.QuantityText;

/**
 * Writes rows as NodeMetrics and PodMetrics in protobuf, or as their metadata alone, byte for byte
 * as Go's generated code does: empty texts and zeros of the metadata are written too.
 *
 * <p><b>Owner:</b> one request.
 */
final class MetricsProto {
    private static final int METADATA = delimited(1);
    private static final int TIMESTAMP = delimited(2);
    private static final int WINDOW = delimited(3);
    private static final int USAGE = delimited(4);
    private static final int CONTAINER = delimited(4);
    private static final int CONTAINER_NAME = delimited(1);
    private static final int CONTAINER_USAGE = delimited(2);
    private static final int KEY = delimited(1);
    private static final int VALUE = delimited(2);
    private static final int QUANTITY = delimited(1);
    private static final int SECONDS = number(1);
    private static final int NANOS = number(2);
    private static final int DURATION = number(1);
    private static final int META_NAME = delimited(1);
    private static final int META_NAMESPACE = delimited(3);
    private static final int META_CREATED = delimited(8);
    private static final int META_LABELS = delimited(11);

    /** generateName. */
    private static final byte[] AFTER_NAME = {(byte) delimited(2), 0};

    /** selfLink, uid, resourceVersion, generation. */
    private static final byte[] AFTER_NAMESPACE = {
        (byte) delimited(4), 0, (byte) delimited(5), 0, (byte) delimited(6), 0, (byte) number(7), 0
    };

    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final boolean pods;
    private final boolean metadataOnly;
    private final long createdSeconds;
    private final byte[] quantity = new byte[QuantityText.LONGEST];

    MetricsProto(MetricsKind kind, boolean metadataOnly, long nowMillis) {
        this.pods = kind == MetricsKind.PODS;
        this.metadataOnly = metadataOnly;
        this.createdSeconds = nowMillis / MILLIS_PER_SECOND;
    }

    /** How many bytes {@link #write} will take. */
    int size(MetricsRow row) {
        int size = delimitedSize(METADATA, metadataSize(row));
        if (metadataOnly) {
            return size;
        }
        size += delimitedSize(TIMESTAMP, timeSize(row.timestampMillis / MILLIS_PER_SECOND));
        size += delimitedSize(WINDOW, 1 + varintSize(row.windowMillis * NANOS_PER_MILLI));
        if (!pods) {
            return size + usageSize(USAGE, row, 0);
        }
        for (int i = 0; i < row.size; i++) {
            size += delimitedSize(CONTAINER, containerSize(row, i));
        }
        return size;
    }

    void write(MetricsRow row, ProtoWriter out) {
        out.head(METADATA, metadataSize(row));
        writeMetadata(row, out);
        if (metadataOnly) {
            return;
        }
        writeTime(TIMESTAMP, row.timestampMillis / MILLIS_PER_SECOND, out);
        long windowNanos = row.windowMillis * NANOS_PER_MILLI;
        out.head(WINDOW, 1 + varintSize(windowNanos));
        out.number(DURATION, windowNanos);
        if (!pods) {
            writeUsage(USAGE, row, 0, out);
            return;
        }
        for (int i = 0; i < row.size; i++) {
            out.head(CONTAINER, containerSize(row, i));
            out.text(CONTAINER_NAME, row.containers[i]);
            writeUsage(CONTAINER_USAGE, row, i, out);
        }
    }

    private int metadataSize(MetricsRow row) {
        int size =
                delimitedSize(META_NAME, textSize(row.name))
                        + AFTER_NAME.length
                        + delimitedSize(META_NAMESPACE, textSize(row.namespace))
                        + AFTER_NAMESPACE.length
                        + delimitedSize(META_CREATED, timeSize(createdSeconds));
        Labels labels = row.labels;
        for (int i = 0; i < labels.size(); i++) {
            size += delimitedSize(META_LABELS, labelSize(labels, i));
        }
        return size;
    }

    private void writeMetadata(MetricsRow row, ProtoWriter out) {
        out.text(META_NAME, row.name);
        out.raw(AFTER_NAME);
        out.text(META_NAMESPACE, row.namespace);
        out.raw(AFTER_NAMESPACE);
        writeTime(META_CREATED, createdSeconds, out);
        Labels labels = row.labels;
        for (int i = 0; i < labels.size(); i++) {
            out.head(META_LABELS, labelSize(labels, i));
            out.text(KEY, labels.key(i));
            out.text(VALUE, labels.value(i));
        }
    }

    private static int labelSize(Labels labels, int index) {
        return delimitedSize(KEY, textSize(labels.key(index)))
                + delimitedSize(VALUE, textSize(labels.value(index)));
    }

    private static int timeSize(long seconds) {
        return 1 + varintSize(seconds) + 2;
    }

    private static void writeTime(int tag, long seconds, ProtoWriter out) {
        out.head(tag, timeSize(seconds));
        out.number(SECONDS, seconds);
        out.number(NANOS, 0);
    }

    private int containerSize(MetricsRow row, int index) {
        return delimitedSize(CONTAINER_NAME, textSize(row.containers[index]))
                + usageSize(CONTAINER_USAGE, row, index);
    }

    private int usageSize(int tag, MetricsRow row, int index) {
        int cpu = QuantityText.writeCpu(quantity, 0, row.cpuNanocores[index]);
        int memory = QuantityText.writeMemory(quantity, 0, row.memoryBytes[index]);
        return delimitedSize(tag, entrySize(CPU, cpu))
                + delimitedSize(tag, entrySize(MEMORY, memory));
    }

    private static int entrySize(String key, int quantityLength) {
        return delimitedSize(KEY, key.length())
                + delimitedSize(VALUE, delimitedSize(QUANTITY, quantityLength));
    }

    private void writeUsage(int tag, MetricsRow row, int index, ProtoWriter out) {
        int length = QuantityText.writeCpu(quantity, 0, row.cpuNanocores[index]);
        writeEntry(tag, CPU, length, out);
        length = QuantityText.writeMemory(quantity, 0, row.memoryBytes[index]);
        writeEntry(tag, MEMORY, length, out);
    }

    private void writeEntry(int tag, String key, int length, ProtoWriter out) {
        out.head(tag, entrySize(key, length));
        out.text(KEY, key);
        out.head(VALUE, delimitedSize(QUANTITY, length));
        out.head(QUANTITY, length);
        int at = out.reserve(length);
        System.arraycopy(quantity, 0, out.array(), at, length);
        out.advance(at + length);
    }
}
