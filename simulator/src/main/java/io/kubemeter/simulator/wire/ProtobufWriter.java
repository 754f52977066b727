package io.kubemeter.simulator.wire;

import java.util.Collection;
import java.util.Map;

/**
 * Writes API objects as Kubernetes' protobuf.
 *
 * <p><b>Owner:</b> whoever made it; one thread at a time.
 */
public final class ProtobufWriter implements ObjectWriter {
    /** What every body in protobuf starts with. */
    static final byte[] MAGIC = {'k', '8', 's', 0};

    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int DEEPEST = 32;

    private final ByteSink sink = new ByteSink(8 * 1024);
    private final int[] starts = new int[DEEPEST];
    private int depth;
    private int frame;

    public byte[] toArray() {
        return sink.toArray();
    }

    public int length() {
        return sink.length();
    }

    public void clear() {
        sink.clear();
    }

    /** Starts {@code k8s\0} and an Unknown, whose raw bytes are what follows. */
    public void beginUnknown(String apiVersion, String kind) {
        sink.put(MAGIC);
        beginItem(1);
        text(1, "", apiVersion);
        text(2, "", kind);
        end();
        beginItem(2);
    }

    /** The same with the raw bytes to be written by somebody else, {@code rawLength} of them. */
    public void openUnknown(String apiVersion, String kind, long rawLength) {
        beginUnknown(apiVersion, kind);
        depth--;
        sink.varint(rawLength);
    }

    public void endUnknown() {
        end();
        closeUnknown();
    }

    public void closeUnknown() {
        text(3, "", "");
        text(4, "", "");
    }

    /** The key and length that stand before a nested message of {@code length} bytes. */
    public void itemHead(int number, int length) {
        key(number, BYTES);
        sink.varint(length);
    }

    public static int itemHeadSize(int number, int length) {
        return ByteSink.varintSize((long) number << 3) + ByteSink.varintSize(length);
    }

    /** Starts a frame of a watch: four bytes of length, then a WatchEvent with its object. */
    public void beginFrame(String type) {
        frame = sink.length();
        sink.put(new byte[Integer.BYTES]);
        text(1, "", type);
        beginItem(2);
        beginItem(1);
    }

    public void endFrame() {
        end();
        end();
        sink.setInt(frame, sink.length() - frame - Integer.BYTES);
    }

    @Override
    public void text(int number, String name, String value) {
        key(number, BYTES);
        sink.prefixed(value);
    }

    @Override
    public void shownText(int number, String name, String value) {
        text(number, name, value);
    }

    @Override
    public void integer(int number, String name, long value) {
        key(number, VARINT);
        sink.varint(value);
    }

    @Override
    public void shownInteger(int number, String name, long value) {
        integer(number, name, value);
    }

    @Override
    public void flag(int number, String name, boolean value) {
        integer(number, name, value ? 1 : 0);
    }

    @Override
    public void shownFlag(int number, String name, boolean value) {
        flag(number, name, value);
    }

    @Override
    public void time(int number, String name, long epochMillis) {
        beginItem(number);
        integer(1, "", Math.floorDiv(epochMillis, 1000));
        integer(2, "", 0);
        end();
    }

    @Override
    public void texts(int number, String name, Collection<String> values) {
        for (String value : values) {
            text(number, name, value);
        }
    }

    @Override
    public void map(int number, String name, Map<String, String> values) {
        for (Map.Entry<String, String> entry : values.entrySet()) {
            beginItem(number);
            text(1, "", entry.getKey());
            text(2, "", entry.getValue());
            end();
        }
    }

    @Override
    public void quantities(int number, String name, Map<String, String> values) {
        for (Map.Entry<String, String> entry : values.entrySet()) {
            beginItem(number);
            text(1, "", entry.getKey());
            beginItem(2);
            text(1, "", entry.getValue());
            end();
            end();
        }
    }

    @Override
    public void bytes(int number, String name, byte[] value) {
        itemHead(number, value.length);
        sink.put(value);
    }

    @Override
    public void extra(int number, String name, String key, String value) {
        beginItem(number);
        text(1, "", key);
        beginItem(2);
        text(1, "", value);
        end();
        end();
    }

    @Override
    public void fieldSet(int number, String name, byte[] json) {
        beginItem(number);
        key(1, BYTES);
        sink.varint(json.length);
        sink.put(json);
        end();
    }

    @Override
    public void begin(int number, String name) {
        beginItem(number);
    }

    @Override
    public void beginInline(int number) {
        beginItem(number);
    }

    @Override
    public void endInline() {
        end();
    }

    @Override
    public void beginList(String name) {
        // A repeated field has no frame of its own.
    }

    @Override
    public void beginItem(int number) {
        key(number, BYTES);
        starts[depth++] = sink.length();
    }

    @Override
    public void end() {
        sink.prefix(starts[--depth]);
    }

    @Override
    public void endList() {
        // A repeated field has no frame of its own.
    }

    private void key(int number, int wireType) {
        sink.varint(((long) number << 3) | wireType);
    }
}
