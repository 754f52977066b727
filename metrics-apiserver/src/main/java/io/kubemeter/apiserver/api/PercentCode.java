package io.kubemeter.apiserver.api;

import org.jspecify.annotations.Nullable;

/** Decodes percent-encoded {@link ClientText}. */
final class PercentCode {
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
        return ClientText.of(bytes, length);
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
