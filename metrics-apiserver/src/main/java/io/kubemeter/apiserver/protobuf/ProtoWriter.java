package io.kubemeter.apiserver.protobuf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Writes protobuf's wire format into the array of a buffer. Lengths come before contents, so every
 * {@code …Size} tells beforehand what its writing counterpart will take.
 *
 * <p><b>Owner:</b> the thread that made it. Between {@link #open} and {@link #close} it writes to
 * one buffer and allocates nothing, unless that has to grow.
 */
public final class ProtoWriter {
    private static final int VARINT = 0;
    private static final int DELIMITED = 2;
    private static final int LONGEST_VARINT = 10;
    private static final int LONGEST_CHAR = 3;
    private static final int REPLACEMENT = 0xfffd;

    private byte[] bytes = new byte[0];
    private int at;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;

    /** The tag of a field that is a number. */
    public static int number(int field) {
        return field << 3 | VARINT;
    }

    /** The tag of a field that has a length: text, bytes, a message. */
    public static int delimited(int field) {
        return field << 3 | DELIMITED;
    }

    public static int varintSize(long value) {
        return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
    }

    /** The size of a field of this many bytes, tag and length included. */
    public static int delimitedSize(int tag, int length) {
        return varintSize(tag) + varintSize(length) + length;
    }

    /** The size of a text in UTF-8. */
    public static int textSize(String text) {
        int size = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size += c < 0x800 ? 1 : 2;
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    // Four bytes for the two characters.
                    i++;
                }
            }
        }
        return size;
    }

    /** Begins to append to a buffer that has an array. */
    public void open(ByteBuf into) {
        out = into;
        bytes = into.array();
        at = into.arrayOffset() + into.writerIndex();
    }

    /** Hands what was written to the buffer. */
    public void close() {
        out.writerIndex(at - out.arrayOffset());
        out = Unpooled.EMPTY_BUFFER;
        bytes = out.array();
    }

    /** How many bytes the buffer holds by now. */
    public int written() {
        return at - out.arrayOffset() - out.readerIndex();
    }

    /** Makes room and gives the place to write at, in {@link #array()}. */
    public int reserve(int length) {
        if (at + length > out.arrayOffset() + out.capacity()) {
            out.writerIndex(at - out.arrayOffset());
            out.ensureWritable(length);
            bytes = out.array();
            at = out.arrayOffset() + out.writerIndex();
        }
        return at;
    }

    /** Where to write after {@link #reserve}; another one after each. */
    public byte[] array() {
        return bytes;
    }

    /** Goes on behind what was written into the array. */
    public void advance(int end) {
        at = end;
    }

    public void raw(byte[] constant) {
        int start = reserve(constant.length);
        System.arraycopy(constant, 0, bytes, start, constant.length);
        at = start + constant.length;
    }

    /** A field that is a number. */
    public void number(int tag, long value) {
        int end = reserve(2 * LONGEST_VARINT);
        at = varint(bytes, varint(bytes, end, tag), value);
    }

    /** The tag and the length of a field; its bytes follow. */
    public void head(int tag, int length) {
        number(tag, length);
    }

    /** A field that is a text. */
    public void text(int tag, String text) {
        int length = text.length();
        int start = reserve(2 * LONGEST_VARINT + length * LONGEST_CHAR);
        byte[] into = bytes;
        int end = varint(into, start, tag);
        if (length < 0x80) {
            // One byte of length is enough unless the text turns out not to be ASCII.
            int content = end + 1;
            int to = content;
            int i = 0;
            while (i < length && text.charAt(i) < 0x80) {
                into[to++] = (byte) text.charAt(i++);
            }
            if (i == length) {
                into[end] = (byte) length;
                at = to;
                return;
            }
        }
        end = varint(into, end, textSize(text));
        at = utf8(into, end, text);
    }

    private static int utf8(byte[] into, int start, String text) {
        int end = start;
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePointAt(i);
            if (c >= 0x10000) {
                i++;
                into[end++] = (byte) (0xf0 | c >> 18);
                into[end++] = (byte) (0x80 | (c >> 12 & 0x3f));
                into[end++] = (byte) (0x80 | (c >> 6 & 0x3f));
                into[end++] = (byte) (0x80 | (c & 0x3f));
            } else if (c < 0x80) {
                into[end++] = (byte) c;
            } else if (c < 0x800) {
                into[end++] = (byte) (0xc0 | c >> 6);
                into[end++] = (byte) (0x80 | (c & 0x3f));
            } else {
                int shown = Character.isSurrogate((char) c) ? REPLACEMENT : c;
                into[end++] = (byte) (0xe0 | shown >> 12);
                into[end++] = (byte) (0x80 | (shown >> 6 & 0x3f));
                into[end++] = (byte) (0x80 | (shown & 0x3f));
            }
        }
        return end;
    }

    private static int varint(byte[] into, int start, long value) {
        int end = start;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            into[end++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        into[end++] = (byte) rest;
        return end;
    }
}
