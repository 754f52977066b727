package io.kubemeter.apiserver.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Reads from an Accept-Encoding header whether an exposition may be compressed, by the rules of
 * Prometheus' own clients: gzip where it is wanted more than the plain text is.
 *
 * <p><b>Owner:</b> the thread that reads.
 */
final class ExpositionCoding {
    private static final String MARKS = "!#$%&'*+-.^_`|~/";

    private final String text;
    private int at;

    private ExpositionCoding(String text) {
        this.text = text;
    }

    /** Whether the header asks for gzip. */
    static boolean isGzip(@Nullable String header) {
        return header != null && new ExpositionCoding(header).wantsGzip();
    }

    /** What cannot be read ends the list. */
    private boolean wantsGzip() {
        double plain = -1;
        double gzip = -1;
        boolean more = true;
        while (more) {
            String coding = token();
            double quality = coding.isEmpty() ? -1 : quality();
            if (quality < 0) {
                break;
            }
            if (coding.equals("*") || coding.equals("identity")) {
                plain = Math.max(plain, quality);
            }
            if (coding.equals("*") || coding.equals("gzip")) {
                gzip = Math.max(gzip, quality);
            }
            skipSpace();
            more = take(',');
            skipSpace();
        }
        return gzip > 0 && gzip > plain;
    }

    private String token() {
        int start = at;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** The quality behind a coding, 1 where none is given; negative where it is none. */
    private double quality() {
        skipSpace();
        if (!take(';')) {
            return 1;
        }
        skipSpace();
        if (!take('q') || !take('=') || at == text.length()) {
            return -1;
        }
        char whole = text.charAt(at++);
        if (whole != '0' && whole != '1') {
            return -1;
        }
        double quality = whole - '0';
        if (take('.')) {
            for (double step = 0.1; isDigit(); step /= 10) {
                quality += (text.charAt(at++) - '0') * step;
            }
        }
        return quality;
    }

    private boolean isDigit() {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private boolean take(char expected) {
        boolean there = at < text.length() && text.charAt(at) == expected;
        at += there ? 1 : 0;
        return there;
    }

    private void skipSpace() {
        while (take(' ') || take('\t')) {
            // One after the other.
        }
    }

    private static boolean isTokenCharacter(char c) {
        return (c < 0x80 && Character.isLetterOrDigit(c)) || MARKS.indexOf(c) >= 0;
    }
}
