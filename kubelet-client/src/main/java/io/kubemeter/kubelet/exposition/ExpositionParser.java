package io.kubemeter.kubelet.exposition;

import org.jspecify.annotations.Nullable;

/**
 * A place in the bytes of a body, and the steps over what the text format puts into a line.
 *
 * <p>A body that does not end in a line feed is cut off and is not opened; so every loop here ends
 * at a line feed at the latest.
 *
 * <p><b>Owner:</b> the decoder that made it.
 */
final class ExpositionParser {
    /** More digits than these may not fit into 64 bits. */
    private static final int MOST_TIMESTAMP_DIGITS = 18;

    private final NumberScanner number = new NumberScanner();
    private final FamilyName[] names;
    private byte[] body = {};
    private int end;
    private @Nullable FamilyName name;
    private int at;
    private NumberScanner.Kind kind = NumberScanner.Kind.MALFORMED;
    private long timestampMillis;
    private boolean timeless;

    ExpositionParser(FamilyName[] names) {
        this.names = names;
    }

    /** Goes to the first line; false if the last one is not whole. */
    boolean open(byte[] bytes, int length) {
        body = bytes;
        end = length;
        at = 0;
        return length == 0 || bytes[length - 1] == '\n';
    }

    boolean atEnd() {
        return at >= end;
    }

    int at() {
        return at;
    }

    /** The number of the line here, from 1. */
    int line() {
        int line = 1;
        for (int i = 0; i < at && i < end; i++) {
            if (body[i] == '\n') {
                line++;
            }
        }
        return line;
    }

    /** The family of the line that begins here, or null if it is not for us. */
    @Nullable Family family() {
        name = FamilyName.of(names, body, at, end, name);
        return name == null ? null : name.family();
    }

    /** Steps behind the name and behind the brace that opens labels; false if there is none. */
    boolean skipName() {
        at += name == null ? 0 : name.length();
        skipBlanks();
        if (body[at] != '{') {
            return false;
        }
        at++;
        return true;
    }

    void moveTo(int place) {
        at = place;
    }

    void skipLine() {
        at = lineEnd(body, at, end) + 1;
    }

    /** Reads the value; false if it is not a number. */
    boolean value(int scale) {
        skipBlanks();
        kind = number.scan(body, at, scale);
        if (kind == NumberScanner.Kind.MALFORMED) {
            return false;
        }
        at = number.end();
        return isBlank(body[at]) || body[at] == '\n';
    }

    /** Whether the value is a number that cannot be. */
    boolean impossible() {
        return kind != NumberScanner.Kind.VALUE;
    }

    /** Whether the value is below zero. */
    boolean negative() {
        return kind == NumberScanner.Kind.NEGATIVE;
    }

    /** The value read last, an unsigned integer; not to be used if it is impossible. */
    long value() {
        return number.value();
    }

    /**
     * Reads the timestamp, if there is one, and the end of the line; false if it is not a whole
     * number or there is more.
     */
    boolean timestamp(long defaultMillis) {
        skipBlanks();
        timeless = false;
        if (body[at] == '\n') {
            timestampMillis = defaultMillis;
            at++;
            return true;
        }
        boolean negative = body[at] == '-';
        if (negative) {
            at++;
        }
        int first = at;
        long millis = 0;
        while (body[at] >= '0' && body[at] <= '9') {
            millis = millis * 10 + (body[at] - '0');
            at++;
        }
        if (at == first) {
            return false;
        }
        timestampMillis = millis;
        timeless = negative || at - first > MOST_TIMESTAMP_DIGITS;
        skipBlanks();
        return body[at++] == '\n';
    }

    /** Whether the timestamp is a number that is no time, such as the year 1 in milliseconds. */
    boolean timeless() {
        return timeless;
    }

    /** The timestamp read last; not to be used if it is {@link #timeless}. */
    long timestampMillis() {
        return timestampMillis;
    }

    private void skipBlanks() {
        while (isBlank(body[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** A counted loop of its own, four bytes a step: nearly half of a body is skipped here. */
    private static int lineEnd(byte[] bytes, int from, int limit) {
        int place = from;
        for (; place < limit - 3; place += 4) {
            if (bytes[place] == '\n') {
                return place;
            }
            if (bytes[place + 1] == '\n') {
                return place + 1;
            }
            if (bytes[place + 2] == '\n') {
                return place + 2;
            }
            if (bytes[place + 3] == '\n') {
                return place + 3;
            }
        }
        while (bytes[place] != '\n') {
            place++;
        }
        return place;
    }
}
