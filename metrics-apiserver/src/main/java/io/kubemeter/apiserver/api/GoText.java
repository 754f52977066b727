package io.kubemeter.apiserver.api;

/** Text as Go prints it, for messages that clients compare. */
final class GoText {
    /** Half a surrogate pair in this range stands for a byte that was no UTF-8. */
    static final char STRAY_BYTE = '\udc00';

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
                if (c >= STRAY_BYTE + 0x80 && c <= STRAY_BYTE + 0xff) {
                    hex(out.append("\\x"), c - STRAY_BYTE, 2);
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
