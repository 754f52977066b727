package io.kubemeter.apiserver.api;

import java.nio.charset.StandardCharsets;

/** Text as Go prints it, for messages that clients compare. */
final class GoText {
    private GoText() {}

    /** The text in double quotes, as {@code %q} prints it. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            quote(out, c);
        }
        return out.append('"').toString();
    }

    /** Without spaces at the ends; what else is white stays, as upstream's readers of lists do. */
    static String trimSpaces(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }

    /**
     * The text in double quotes, as Go's package of times prints it: every byte that is not plain
     * by its number.
     */
    static String quoteBytes(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (ClientText.isStrayByte(c)) {
                hex(out.append("\\x"), c - ClientText.STRAY_BYTE, 2);
            } else if (c < ' ' || c >= 0x80) {
                for (byte one : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    hex(out.append("\\x"), one & 0xff, 2);
                }
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
            }
        }
        return out.append('"').toString();
    }

    private static void quote(StringBuilder out, int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 7 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 0xb -> out.append("\\v");
            default -> {
                if (ClientText.isStrayByte(c)) {
                    hex(out.append("\\x"), c - ClientText.STRAY_BYTE, 2);
                } else if (c < ' ' || c == 0x7f) {
                    hex(out.append("\\x"), c, 2);
                } else if (printable(c)) {
                    out.appendCodePoint(c);
                } else if (c < 0x10000) {
                    hex(out.append("\\u"), c, 4);
                } else {
                    hex(out.append("\\U"), c, 8);
                }
            }
        }
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    private static void hex(StringBuilder out, int value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(Character.forDigit(value >> shift & 15, 16));
        }
    }
}
