package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.number;
import static io.kubemeter.model.ExtraUsage.EPHEMERAL_STORAGE;
import static io.kubemeter.model.ExtraUsage.SWAP;

import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.apiserver.protobuf.ProtoWriter;
import io.kubemeter.model.ExtraUsage;
import io.kubemeter.quantity.QuantityText;
import org.jspecify.annotations.Nullable;

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

    private static final byte[] CPU = {(byte) KEY, 3, 'c', 'p', 'u'};
    private static final byte[] MEMORY = {(byte) KEY, 6, 'm', 'e', 'm', 'o', 'r', 'y'};
    private static final byte[][] EXTRA = extraKeys();
    private static final int FIRST_LABEL_BYTES = 256;
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final boolean pods;
    private final boolean metadataOnly;
    private final long createdSeconds;
    private final byte[] quantity = new byte[QuantityText.LONGEST];

    /** The labels written last: the replicas of one owner share theirs and stand together. */
    private @Nullable Labels known;

    private byte[] knownBytes = new byte[FIRST_LABEL_BYTES];
    private int knownLength;

    MetricsProto(MetricsKind kind, boolean metadataOnly, long nowMillis) {
        this.pods = kind == MetricsKind.PODS;
        this.metadataOnly = metadataOnly;
        this.createdSeconds = nowMillis / MILLIS_PER_SECOND;
    }

    void write(MetricsRow row, ProtoWriter out) {
        int metadata = out.begin(METADATA);
        writeMetadata(row, out);
        out.end(metadata);
        if (metadataOnly) {
            return;
        }
        writeTime(TIMESTAMP, row.timestampMillis / MILLIS_PER_SECOND, out);
        int window = out.begin(WINDOW);
        out.number(DURATION, row.windowMillis * NANOS_PER_MILLI);
        out.end(window);
        if (!pods) {
            writeUsage(USAGE, row, 0, out);
            return;
        }
        for (int i = 0; i < row.size; i++) {
            int container = out.begin(CONTAINER);
            out.text(CONTAINER_NAME, row.containers[i]);
            writeUsage(CONTAINER_USAGE, row, i, out);
            out.end(container);
        }
    }

    private void writeMetadata(MetricsRow row, ProtoWriter out) {
        out.text(META_NAME, row.name);
        out.raw(AFTER_NAME);
        out.text(META_NAMESPACE, row.namespace);
        out.raw(AFTER_NAMESPACE);
        writeTime(META_CREATED, createdSeconds, out);
        if (row.labels.equals(known)) {
            out.copy(knownBytes, knownLength);
        } else {
            writeLabels(row.labels, out);
        }
    }

    private void writeLabels(Labels labels, ProtoWriter out) {
        int start = out.written();
        for (int i = 0; i < labels.size(); i++) {
            int label = out.begin(META_LABELS);
            out.text(KEY, labels.key(i));
            out.text(VALUE, labels.value(i));
            out.end(label);
        }
        knownLength = out.written() - start;
        if (knownLength > knownBytes.length) {
            knownBytes = new byte[2 * knownLength];
        }
        out.copyLast(knownLength, knownBytes);
        known = labels;
    }

    private static void writeTime(int tag, long seconds, ProtoWriter out) {
        int time = out.begin(tag);
        out.number(SECONDS, seconds);
        out.number(NANOS, 0);
        out.end(time);
    }

    private void writeUsage(int tag, MetricsRow row, int index, ProtoWriter out) {
        int length = QuantityText.writeCpu(quantity, 0, row.cpuNanocores[index]);
        writeEntry(tag, CPU, length, out);
        writeExtra(tag, EPHEMERAL_STORAGE, row.extraBytes(index, EPHEMERAL_STORAGE), out);
        length = QuantityText.writeMemory(quantity, 0, row.memoryBytes[index]);
        writeEntry(tag, MEMORY, length, out);
        writeExtra(tag, SWAP, row.extraBytes(index, SWAP), out);
    }

    /** Keys are sorted; what is absent has none. */
    private void writeExtra(int tag, ExtraUsage extra, long bytes, ProtoWriter out) {
        if (bytes != ExtraUsage.ABSENT) {
            int length = QuantityText.writeMemory(quantity, 0, bytes);
            writeEntry(tag, EXTRA[extra.index()], length, out);
        }
    }

    private static byte[][] extraKeys() {
        ExtraUsage[] extras = ExtraUsage.values();
        byte[][] keys = new byte[extras.length][];
        for (ExtraUsage extra : extras) {
            keys[extra.index()] = StatusBody.written(out -> out.text(KEY, extra.key()));
        }
        return keys;
    }

    private void writeEntry(int tag, byte[] key, int length, ProtoWriter out) {
        int entry = out.begin(tag);
        out.raw(key);
        int value = out.begin(VALUE);
        out.bytes(QUANTITY, quantity, length);
        out.end(value);
        out.end(entry);
    }
}
