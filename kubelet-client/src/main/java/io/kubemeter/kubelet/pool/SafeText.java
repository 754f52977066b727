package io.kubemeter.kubelet.pool;

import java.nio.charset.StandardCharsets;

/** Makes what a peer sent fit to be shown: one line, printable, short. */
public final class SafeText {
    private static final int MAX_CHARS = 256;

    private SafeText() {}

    /** The start of a text with everything but printable characters replaced. */
    public static String of(String text) {
        int length = Math.min(text.length(), MAX_CHARS);
        StringBuilder safe = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean printable = c >= ' ' && c < 0x7f && c != '"' && c != '\'';
            safe.append(printable ? c : c <= ' ' ? ' ' : '?');
        }
        if (text.length() > MAX_CHARS) {
            safe.append("...");
        }
        return safe.toString().strip();
    }

    /** The start of a body of unknown kind. */
    public static String of(byte[] body, int length) {
        int shown = Math.min(length, MAX_CHARS + 1);
        return of(new String(body, 0, shown, StandardCharsets.ISO_8859_1));
    }
}
