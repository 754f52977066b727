package io.kubemeter.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that grow.
 *
 * <p><b>Owner:</b> whoever made it; one thread at a time.
 */
final class ByteSink {
    private byte[] bytes;
    private int length;

    ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    void put(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void put(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    /** ASCII text goes byte by byte; anything else through the encoder. */
    void utf8(String text) {
        int size = text.length();
        room(size);
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                put(text.substring(i).getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[length++] = (byte) c;
        }
    }

    /** Text with its length in front: one pass where it is ASCII, as it nearly always is. */
    void prefixed(String text) {
        int size = text.length();
        int head = length;
        varint(size);
        int start = length;
        utf8(text);
        if (length - start != size) {
            length = head;
            utf8(text);
            prefix(head);
        }
    }

    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        put((int) rest);
    }

    /** Puts the length of all that follows {@code start} in front of it. */
    void prefix(int start) {
        int size = length - start;
        int width = varintSize(size);
        room(width);
        System.arraycopy(bytes, start, bytes, start + width, size);
        int end = length + width;
        length = start;
        varint(size);
        length = end;
    }

    void setInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    static int varintSize(long value) {
        int bits = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(value));
        return (bits + 6) / 7;
    }
}
