package io.kubemeter.apiserver.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;

/**
 * Text as clients send it in the head of a request: bytes that should be UTF-8. One that is not
 * becomes half a surrogate pair ({@link #STRAY_BYTE}), so that it is neither lost nor taken for
 * text.
 */
public final class ClientText {
    /** Half a surrogate pair in this range stands for a byte that was no UTF-8. */
    static final char STRAY_BYTE = '\udc00';

    private static final int LONGEST_CHARACTER = 4;

    private ClientText() {}

    /** Reads the value of a header, in which every character is one byte. */
    public static String of(String header) {
        for (int at = 0; at < header.length(); at++) {
            if (header.charAt(at) >= 0x80) {
                byte[] bytes = header.getBytes(ISO_8859_1);
                return of(bytes, bytes.length);
            }
        }
        return header;
    }

    /** Whether a character stands for a byte that was no UTF-8. */
    static boolean isStrayByte(int c) {
        return c >= STRAY_BYTE + 0x80 && c <= STRAY_BYTE + 0xff;
    }

    static String of(byte[] bytes, int length) {
        String text = new String(bytes, 0, length, UTF_8);
        if (text.indexOf('\ufffd') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(length);
        CharBuffer one = CharBuffer.allocate(2);
        for (int at = 0; at < length; ) {
            int size = sizeOf(bytes, at, length, one);
            if (size == 0) {
                out.append((char) (STRAY_BYTE + (bytes[at] & 0xff)));
                at++;
            } else {
                out.append(one.flip());
                at += size;
            }
        }
        return out.toString();
    }

    /** Decodes the character at a place; its size, or 0 where there is none. */
    private static int sizeOf(byte[] bytes, int at, int length, CharBuffer into) {
        for (int size = 1; size <= LONGEST_CHARACTER && at + size <= length; size++) {
            CharsetDecoder strict = UTF_8.newDecoder();
            into.clear();
            if (!strict.decode(ByteBuffer.wrap(bytes, at, size), into, true).isError()) {
                return size;
            }
        }
        return 0;
    }
}
