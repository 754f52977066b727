package io.kubemeter.kubelet.exposition;

/**
 * Reads a decimal number as a scaled, unsigned 64-bit integer, without a {@code double} on the way:
 * {@code 4.71468471023} at a scale of 9 is 4714684710. What is below one is cut off.
 *
 * <p>The grammar is that of the text format, which is Go's without hexadecimal and underscores. The
 * bytes must end in a line feed, which is what stops every loop.
 *
 * <p><b>Owner:</b> the decoder that made it.
 */
final class NumberScanner {
    /** What a number turned out to be. */
    enum Kind {
        /** It is in {@link #value()}. */
        VALUE,
        /** Below zero. */
        NEGATIVE,
        /** A number by the grammar, but infinite, not a number, or above 64 bits. */
        IMPOSSIBLE,
        /** Not a number. */
        MALFORMED
    }

    /** All numbers of so many digits fit into 64 bits; whatever comes behind them is cut off. */
    private static final int MOST_DIGITS = 19;

    /** Far above any exponent that matters, and far below an overflow. */
    private static final int MOST_EXPONENT = 100_000_000;

    private static final long[] POWERS_OF_TEN = powersOfTen();

    private long value;
    private int end;
    private int cutDigits;

    /** The number read last, an unsigned integer. */
    long value() {
        return value;
    }

    /** Where the number read last ended. */
    int end() {
        return end;
    }

    /** Reads the number that begins here. */
    Kind scan(byte[] body, int start, int scale) {
        boolean signed = body[start] == '-' || body[start] == '+';
        int first = signed ? start + 1 : start;
        int at = first;
        long mantissa = 0;
        for (; isDigit(body[at]); at++) {
            mantissa = mantissa * 10 + (body[at] - '0');
        }
        int digits = at - first;
        int fraction = 0;
        if (body[at] == '.') {
            int point = at++;
            for (; isDigit(body[at]); at++) {
                mantissa = mantissa * 10 + (body[at] - '0');
            }
            fraction = at - point - 1;
            digits += fraction;
        }
        if (digits == 0) {
            return word(body, first, signed);
        }
        int shift = scale - fraction;
        if (digits > MOST_DIGITS) {
            mantissa = leadingDigits(body, first, at);
            shift += cutDigits;
        }
        if (body[at] == 'e' || body[at] == 'E') {
            int exponentEnd = exponentEnd(body, at + 1);
            if (exponentEnd < 0) {
                return Kind.MALFORMED;
            }
            shift += exponent(body, at + 1, exponentEnd);
            at = exponentEnd;
        }
        end = at;
        return body[start] == '-' && mantissa != 0 ? Kind.NEGATIVE : shifted(mantissa, shift);
    }

    /** As many digits as fit, leading zeros not counted; notes how many were cut off. */
    private long leadingDigits(byte[] body, int first, int last) {
        long mantissa = 0;
        int room = MOST_DIGITS;
        cutDigits = 0;
        for (int at = first; at < last; at++) {
            if (body[at] == '.') {
                continue;
            }
            if (room == 0) {
                cutDigits++;
            } else {
                mantissa = mantissa * 10 + (body[at] - '0');
                room -= mantissa == 0 ? 0 : 1;
            }
        }
        return mantissa;
    }

    private Kind shifted(long mantissa, int shift) {
        if (shift == 0 || mantissa == 0) {
            value = mantissa;
            return Kind.VALUE;
        }
        if (shift < 0) {
            value =
                    -shift < POWERS_OF_TEN.length
                            ? Long.divideUnsigned(mantissa, POWERS_OF_TEN[-shift])
                            : 0;
            return Kind.VALUE;
        }
        if (shift >= POWERS_OF_TEN.length
                || Math.unsignedMultiplyHigh(mantissa, POWERS_OF_TEN[shift]) != 0) {
            return Kind.IMPOSSIBLE;
        }
        value = mantissa * POWERS_OF_TEN[shift];
        return Kind.VALUE;
    }

    /** The place behind the exponent, or -1 if there is none. */
    private static int exponentEnd(byte[] body, int start) {
        int at = start;
        if (body[at] == '-' || body[at] == '+') {
            at++;
        }
        int firstDigit = at;
        while (isDigit(body[at])) {
            at++;
        }
        return at == firstDigit ? -1 : at;
    }

    private static int exponent(byte[] body, int start, int exponentEnd) {
        boolean negative = body[start] == '-';
        int exponent = 0;
        for (int at = start; at < exponentEnd; at++) {
            if (isDigit(body[at]) && exponent < MOST_EXPONENT) {
                exponent = exponent * 10 + (body[at] - '0');
            }
        }
        return negative ? -exponent : exponent;
    }

    /** {@code NaN}, which has no sign, or {@code Inf} or {@code Infinity}; in any case. */
    private Kind word(byte[] body, int start, boolean signed) {
        boolean known =
                (!signed && spells(body, start, "nan"))
                        || spells(body, start, "infinity")
                        || spells(body, start, "inf");
        return known ? Kind.IMPOSSIBLE : Kind.MALFORMED;
    }

    private boolean spells(byte[] body, int start, String word) {
        for (int i = 0; i < word.length(); i++) {
            // The line feed at the end differs from every letter, so this never runs past it.
            if ((body[start + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        end = start + word.length();
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static long[] powersOfTen() {
        long[] powers = new long[MOST_DIGITS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
