package io.kubemeter.apiserver.protobuf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Writes protobuf's wire format into the array of a buffer. A length stands before what it counts:
 * room for it is left, and what was written moves in the rare case that it was too little.
 *
 * <p><b>Owner:</b> the thread that made it. Between {@link #open} and {@link #close} it writes to
 * one buffer and allocates nothing, unless that has to grow.
 */
public final class ProtoWriter {
    private static final int VARINT = 0;
    private static final int DELIMITED = 2;
    private static final int LONGEST_VARINT = 10;
    private static final int LONGEST_CHAR = 3;

    /** Lengths below need one byte. */
    private static final int SMALL = 0x80;

    private static final int REPLACEMENT = 0xfffd;

    /** Half a surrogate pair in this range stands for a byte that was no UTF-8 where it came in. */
    private static final int STRAY_BYTE = 0xdc00;

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
        copy(constant, constant.length);
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

    /** Begins a field that has a length; its content follows, then {@link #end}. */
    public int begin(int tag) {
        int start = reserve(2 * LONGEST_VARINT);
        at = varint(bytes, start, tag) + 1;
        return at - out.arrayOffset();
    }

    /** Ends the field that began there. */
    public void end(int begun) {
        int content = begun + out.arrayOffset();
        int length = at - content;
        if (length < SMALL) {
            bytes[content - 1] = (byte) length;
            return;
        }
        int more = lengthOf(length) - 1;
        reserve(more);
        content = begun + out.arrayOffset();
        System.arraycopy(bytes, content, bytes, content + more, length);
        varint(bytes, content - 1, length);
        at += more;
    }

    /** A field that is a text. */
    public void text(int tag, String text) {
        reserve(2 * LONGEST_VARINT + text.length() * LONGEST_CHAR);
        int begun = begin(tag);
        at = utf8(bytes, at, text);
        end(begun);
    }

    /** A field that is bytes. */
    public void bytes(int tag, byte[] content, int length) {
        head(tag, length);
        copy(content, length);
    }

    /** Bytes as they are. */
    public void copy(byte[] content, int length) {
        int start = reserve(length);
        System.arraycopy(content, 0, bytes, start, length);
        at = start + length;
    }

    /** Copies out what was written last. */
    public void copyLast(int length, byte[] into) {
        System.arraycopy(bytes, at - length, into, 0, length);
    }

    private static int utf8(byte[] into, int start, String text) {
        int end = start;
        int length = text.length();
        int i = 0;
        while (i < length && text.charAt(i) < 0x80) {
            into[end++] = (byte) text.charAt(i++);
        }
        for (; i < length; i++) {
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
            } else if (c >= STRAY_BYTE + 0x80 && c <= STRAY_BYTE + 0xff) {
                into[end++] = (byte) (c - STRAY_BYTE);
            } else {
                int shown = Character.isSurrogate((char) c) ? REPLACEMENT : c;
                into[end++] = (byte) (0xe0 | shown >> 12);
                into[end++] = (byte) (0x80 | (shown >> 6 & 0x3f));
                into[end++] = (byte) (0x80 | (shown & 0x3f));
            }
        }
        return end;
    }

    private static int lengthOf(int value) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7;
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
