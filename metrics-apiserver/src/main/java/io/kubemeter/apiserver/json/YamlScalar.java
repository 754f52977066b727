package io.kubemeter.apiserver.json;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes a string as YAML in the style that Go's encoder chooses: plain where it reads back as the
 * same string, in quotes otherwise, as a literal block if it has lines; long lines are folded.
 */
final class YamlScalar {
    private static final int WIDTH = 80;
    private static final int STEP = 2;
    private static final Set<String> WORDS =
            Set.of(
                    "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO",
                    "off", "Off", "OFF", "true", "True", "TRUE", "false", "False", "FALSE", "", "~",
                    "null", "Null", "NULL", ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf",
                    "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", "<<");
    private static final Pattern NUMBER =
            Pattern.compile(
                    "[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*"
                            + "|(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?)");
    private static final Pattern SEXAGESIMAL =
            Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");
    private static final Pattern TIME =
            Pattern.compile(
                    "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
                            + "([Tt ][ ]*[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\\.[0-9]*)?"
                            + "([ ]?(Z|[-+][0-9]{2}:[0-9]{2}))?)?");
    private static final int LONGEST_NUMBER = 64;

    private YamlScalar() {}

    static void write(StringBuilder out, String text, int indent, boolean key) {
        if (text.indexOf('\n') >= 0 && !key && isBlock(text)) {
            literal(out, text, indent + STEP);
        } else if (readsAsOther(text) || hasSpecial(text)) {
            doubleQuoted(out, text, indent + STEP, key);
        } else if (isPlain(text)) {
            folded(out, text, indent + STEP, key, false);
        } else {
            out.append('\'');
            folded(out, text.replace("'", "''"), indent + STEP, key, true);
            out.append('\'');
        }
    }

    /** Whether it would be read back as a number, a time, a truth value or nothing. */
    private static boolean readsAsOther(String text) {
        if (WORDS.contains(text)) {
            return true;
        }
        return text.length() <= LONGEST_NUMBER
                && "+-.0123456789".indexOf(text.charAt(0)) >= 0
                && (NUMBER.matcher(text).matches()
                        || SEXAGESIMAL.matcher(text).matches()
                        || TIME.matcher(text).matches());
    }

    /** Whether lines can be written as they are: nothing in them is special or would get lost. */
    private static boolean isBlock(String text) {
        return !hasSpecial(text.replace('\n', ' ')) && !text.endsWith(" ") && !text.contains(" \n");
    }

    private static boolean hasSpecial(String text) {
        return text.codePoints()
                .anyMatch(c ->
                        c < ' '
                                || (c >= 0x7f && c < 0xa0 && c != 0x85)
                                || (c >= 0xd800 && c < 0xe000)
                                || c >= 0x10000
                                || c == 0xfeff
                                || c == 0x85
                                || c == 0x2028
                                || c == 0x2029);
    }

    private static boolean isPlain(String text) {
        char first = text.charAt(0);
        if ("#,[]{}&*!|>'\"%@`".indexOf(first) >= 0
                || text.startsWith("---")
                || text.startsWith("...")
                || first == ' '
                || text.endsWith(" ")) {
            return false;
        }
        boolean alone = text.length() == 1 || text.charAt(1) == ' ';
        if ((first == '-' || first == '?' || first == ':') && alone) {
            return false;
        }
        return !text.contains(": ") && !text.endsWith(":") && !text.contains(" #");
    }

    /** Breaks at a single space once the line is full. */
    private static void folded(
            StringBuilder out, String text, int indent, boolean key, boolean quoted) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean single =
                    c == ' '
                            && (i == 0 || text.charAt(i - 1) != ' ')
                            && i + 1 < text.length()
                            && text.charAt(i + 1) != ' ';
            if (single && !key && (!quoted || i > 0) && column(out) > WIDTH) {
                out.append('\n').repeat(' ', indent);
            } else {
                out.append(c);
            }
        }
    }

    /** Breaks as the other styles do, and marks a space that would begin a line. */
    private static void doubleQuoted(StringBuilder out, String text, int indent, boolean key) {
        out.append('"');
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            boolean inside = i > 0 && next < text.length() && text.charAt(i - 1) != ' ';
            if (c == ' ' && inside && !key && column(out) > WIDTH) {
                out.append('\n').repeat(' ', indent);
                out.append(text.charAt(next) == ' ' ? "\\" : "");
            } else {
                escaped(out, c);
            }
            i = next;
        }
        out.append('"');
    }

    private static void escaped(StringBuilder out, int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 0 -> out.append("\\0");
            case 7 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case 0xb -> out.append("\\v");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            case 0x1b -> out.append("\\e");
            case 0x85 -> out.append("\\N");
            case 0x2028 -> out.append("\\L");
            case 0x2029 -> out.append("\\P");
            default -> plainOrHex(out, c);
        }
    }

    private static void plainOrHex(StringBuilder out, int c) {
        if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
            out.append(String.format(Locale.ROOT, "\\x%02X", c));
        } else if (c >= 0x10000) {
            out.append(String.format(Locale.ROOT, "\\U%08X", c));
        } else if (c >= 0xd800 && c < 0xe000) {
            out.append('\ufffd');
        } else if (c == 0xfeff) {
            out.append("\\uFEFF");
        } else {
            out.appendCodePoint(c);
        }
    }

    private static void literal(StringBuilder out, String text, int indent) {
        out.append('|');
        if (text.startsWith(" ") || text.startsWith("\n")) {
            // Where a line's own white space begins cannot be seen otherwise.
            out.append(STEP);
        }
        boolean ends = text.endsWith("\n");
        if (!ends) {
            out.append('-');
        } else if (text.equals("\n") || text.endsWith("\n\n")) {
            out.append('+');
        }
        String lines = ends ? text.substring(0, text.length() - 1) : text;
        for (String line : lines.split("\n", -1)) {
            out.append('\n');
            if (!line.isEmpty()) {
                out.repeat(' ', indent).append(line);
            }
        }
    }

    private static int column(StringBuilder out) {
        return out.length() - out.lastIndexOf("\n") - 1;
    }
}
