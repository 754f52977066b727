package io.kubemeter.apiserver.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON text as Go's encoder does, byte for byte, into the array of a buffer. Structure comes
 * as constants that are encoded once; strings are escaped here; numbers and times are written by
 * whoever knows them, into {@link #array()} after {@link #reserve}.
 *
 * <p><b>Owner:</b> the thread that made it. Between {@link #open} and {@link #close} it writes to
 * one buffer and allocates nothing, unless that has to grow.
 */
public final class JsonWriter {
    private static final int LONGEST_ESCAPE = 6;
    private static final byte[] HEX = constant("0123456789abcdef");
    private static final byte[] REPLACEMENT = constant("\\ufffd");

    /** What follows the backslash of an ASCII character; 'u' for a number, 0 for none. */
    private static final byte[] ESCAPES = escapes();

    private byte[] bytes = new byte[0];
    private int at;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;

    /** The bytes of a constant, to be made once. */
    public static byte[] constant(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The text as a JSON string with its quotes, for constants. */
    public static String quote(String text) {
        JsonWriter writer = new JsonWriter();
        ByteBuf into = Unpooled.buffer(text.length() + 2);
        writer.open(into);
        writer.string(text);
        writer.close();
        return into.toString(StandardCharsets.UTF_8);
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
            grow(length);
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

    /** Writes a constant as it is. */
    public void raw(byte[] constant) {
        copy(constant, constant.length);
    }

    /** Writes bytes as they are. */
    public void copy(byte[] content, int length) {
        int start = reserve(length);
        System.arraycopy(content, 0, bytes, start, length);
        at = start + length;
    }

    /** Copies out what was written last. */
    public void copyLast(int length, byte[] into) {
        System.arraycopy(bytes, at - length, into, 0, length);
    }

    /** Writes one ASCII character as it is. */
    public void raw(char c) {
        int start = reserve(1);
        bytes[start] = (byte) c;
        at = start + 1;
    }

    /** Writes a string with its quotes. */
    public void string(String text) {
        int length = text.length();
        int end = reserve(length * LONGEST_ESCAPE + 2);
        byte[] into = bytes;
        into[end++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80 && ESCAPES[c] == 0) {
                into[end++] = (byte) c;
            } else if (c < 0x80) {
                end = escape(into, end, c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                end = wide(into, end, Character.toCodePoint(c, text.charAt(++i)));
            } else {
                end = narrow(into, end, c);
            }
        }
        into[end++] = '"';
        at = end;
    }

    private static int escape(byte[] into, int start, char c) {
        byte follows = ESCAPES[c];
        into[start] = '\\';
        into[start + 1] = follows;
        return follows == 'u' ? number(into, start + 2, c) : start + 2;
    }

    private static int number(byte[] into, int start, int c) {
        into[start] = HEX[c >> 12 & 15];
        into[start + 1] = HEX[c >> 8 & 15];
        into[start + 2] = HEX[c >> 4 & 15];
        into[start + 3] = HEX[c & 15];
        return start + 4;
    }

    /** A character of two or three bytes; half a pair stands for a byte that was no text. */
    private static int narrow(byte[] into, int start, char c) {
        if (Character.isSurrogate(c)) {
            System.arraycopy(REPLACEMENT, 0, into, start, REPLACEMENT.length);
            return start + REPLACEMENT.length;
        }
        if (c == '\u2028' || c == '\u2029') {
            into[start] = '\\';
            into[start + 1] = 'u';
            return number(into, start + 2, c);
        }
        if (c < 0x800) {
            into[start] = (byte) (0xc0 | c >> 6);
            into[start + 1] = (byte) (0x80 | (c & 0x3f));
            return start + 2;
        }
        into[start] = (byte) (0xe0 | c >> 12);
        into[start + 1] = (byte) (0x80 | (c >> 6 & 0x3f));
        into[start + 2] = (byte) (0x80 | (c & 0x3f));
        return start + 3;
    }

    private static int wide(byte[] into, int start, int codePoint) {
        into[start] = (byte) (0xf0 | codePoint >> 18);
        into[start + 1] = (byte) (0x80 | (codePoint >> 12 & 0x3f));
        into[start + 2] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
        into[start + 3] = (byte) (0x80 | (codePoint & 0x3f));
        return start + 4;
    }

    private void grow(int length) {
        out.writerIndex(at - out.arrayOffset());
        out.ensureWritable(length);
        bytes = out.array();
        at = out.arrayOffset() + out.writerIndex();
    }

    private static byte[] escapes() {
        byte[] table = new byte[0x80];
        for (int c = 0; c < ' '; c++) {
            table[c] = 'u';
        }
        table['\b'] = 'b';
        table['\t'] = 't';
        table['\n'] = 'n';
        table['\f'] = 'f';
        table['\r'] = 'r';
        table['"'] = '"';
        table['\\'] = '\\';
        // Go writes these as numbers so that JSON can stand in HTML.
        table['<'] = 'u';
        table['>'] = 'u';
        table['&'] = 'u';
        return table;
    }
}
