package io.kubemeter.apiserver.api;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes percent-encoded text. Its bytes are UTF-8; one that is not becomes half a surrogate pair
 * ({@link GoText#STRAY_BYTE}), so that it is neither lost nor taken for text.
 */
final class PercentCode {
    private static final int LONGEST_CHARACTER = 4;

    private PercentCode() {}

    /**
     * The plain text, or {@code null} if a percent sign is not followed by two hexadecimal digits.
     *
     * @param plusIsSpace as in a query
     */
    static @Nullable String decode(String text, boolean plusIsSpace) {
        if (isPlain(text, plusIsSpace)) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '%') {
                int value = hex(text, at + 1);
                if (value < 0) {
                    return null;
                }
                bytes[length++] = (byte) value;
                at += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes[length++] = ' ';
            } else {
                // A head is read byte by byte, so a character is one byte of the client's text.
                bytes[length++] = (byte) c;
            }
        }
        return text(bytes, length);
    }

    private static String text(byte[] bytes, int length) {
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(length);
        CharBuffer one = CharBuffer.allocate(2);
        for (int at = 0; at < length; ) {
            int size = sizeOf(bytes, at, length, one);
            if (size == 0) {
                out.append((char) (GoText.STRAY_BYTE + (bytes[at] & 0xff)));
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
            CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
            into.clear();
            if (!strict.decode(ByteBuffer.wrap(bytes, at, size), into, true).isError()) {
                return size;
            }
        }
        return 0;
    }

    private static boolean isPlain(String text, boolean plusIsSpace) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '%' || c >= 0x80 || (c == '+' && plusIsSpace)) {
                return false;
            }
        }
        return true;
    }

    private static int hex(String text, int at) {
        if (at + 1 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
