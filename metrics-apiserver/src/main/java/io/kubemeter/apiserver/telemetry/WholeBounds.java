package io.kubemeter.apiserver.telemetry;

import java.nio.charset.StandardCharsets;

/**
 * Writes whole bounds of buckets as Kubernetes' components do, {@code le="1"} and not {@code
 * le="1.0"}: recording rules and dashboards name buckets by this text. OpenMetrics recommends the
 * latter and allows the former; series that change their names with the format help nobody.
 */
final class WholeBounds {
    private static final byte[] START = "le=\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = ".0\"".getBytes(StandardCharsets.US_ASCII);

    private WholeBounds() {}

    /** Shortens an exposition in place; returns its new length. */
    static int shorten(byte[] text) {
        int to = 0;
        int from = 0;
        while (from < text.length) {
            if (!isAt(text, from, START) || (from > 0 && isLetter(text[from - 1]))) {
                text[to++] = text[from++];
                continue;
            }
            for (int i = 0; i < START.length; i++) {
                text[to++] = text[from++];
            }
            while (from < text.length && Character.isDigit(text[from])) {
                text[to++] = text[from++];
            }
            if (isAt(text, from, END)) {
                from += END.length - 1;
            }
        }
        return to;
    }

    private static boolean isAt(byte[] text, int at, byte[] wanted) {
        if (at + wanted.length > text.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (text[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(byte b) {
        return b != ',' && b != '{';
    }
}
