package io.kubemeter.simulator.kubelet;

import java.util.Arrays;

/**
 * A growing array of bytes with the number formats of Go's Prometheus client: the shortest decimal
 * that names the same double, with an exponent from a million on.
 *
 * <p><b>Owner:</b> one event loop, which uses it for one body after the other.
 */
final class BodyWriter {
    private static final int FIRST_CAPACITY = 1 << 16;
    private static final int LONGEST_NUMBER = 32;

    /** A decimal of at most so many digits is the shortest name of its double. */
    private static final long EXACT = 1_000_000_000_000_000L;

    private static final double NANOS_PER_SECOND = 1e9;

    private static final long[] POWERS = powers();

    /** The digits of 00 to 99: two are written at a time. */
    private static final byte[] PAIRS = pairs();

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    BodyWriter text(byte[] text) {
        return text(text, 0, text.length);
    }

    BodyWriter text(byte[] text, int from, int size) {
        reserve(size);
        System.arraycopy(text, from, bytes, length, size);
        length += size;
        return this;
    }

    BodyWriter text(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** A whole number, written in full. */
    BodyWriter whole(long value) {
        reserve(LONGEST_NUMBER);
        if (value < 0) {
            bytes[length++] = '-';
        }
        long rest = Math.abs(value);
        digits(rest, digitsOf(rest));
        return this;
    }

    /** A whole number as Go writes a float: {@code 2.166784e+06}. */
    BodyWriter wholeFloat(long value) {
        if (value < EXACT) {
            return decimal(value, 0);
        }
        return shortest((double) value);
    }

    /** Nanoseconds as Go writes a float of seconds: {@code 13.849768094}. */
    BodyWriter seconds(long nanos) {
        long digits = nanos;
        int exponent = -9;
        while (digits >= EXACT && digits % 10 == 0) {
            digits /= 10;
            exponent++;
        }
        if (digits < EXACT) {
            return decimal(digits, exponent);
        }
        return shortest(nanos / NANOS_PER_SECOND);
    }

    /** Beyond fifteen digits the JDK finds the shortest name; only its form is different. */
    private BodyWriter shortest(double value) {
        String text = Double.toString(value);
        int mark = text.indexOf('E');
        int exponent = mark < 0 ? 0 : Integer.parseInt(text, mark + 1, text.length(), 10);
        long digits = 0;
        boolean fraction = false;
        for (int i = 0; i < (mark < 0 ? text.length() : mark); i++) {
            char letter = text.charAt(i);
            if (letter == '.') {
                fraction = true;
            } else {
                digits = digits * 10 + (letter - '0');
                exponent -= fraction ? 1 : 0;
            }
        }
        return decimal(digits, exponent);
    }

    /** Writes {@code digits * 10^exponent} as strconv's format 'g' does for a shortest float. */
    private BodyWriter decimal(long digits, int exponent) {
        reserve(LONGEST_NUMBER);
        if (digits == 0) {
            bytes[length++] = '0';
            return this;
        }
        long mantissa = digits;
        int scale = exponent;
        while (mantissa % 10 == 0) {
            mantissa /= 10;
            scale++;
        }
        int count = digitsOf(mantissa);
        int point = count + scale;
        if (point < -3 || point > 6) {
            scientific(mantissa, count, point - 1);
        } else if (point <= 0) {
            leadingZeros(mantissa, count, point);
        } else {
            plain(mantissa, count, point);
        }
        return this;
    }

    private void scientific(long mantissa, int count, int exponent) {
        digits(mantissa, count);
        if (count > 1) {
            insertPoint(length - count + 1);
        }
        bytes[length++] = 'e';
        bytes[length++] = (byte) (exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        bytes[length++] = (byte) ('0' + size / 10);
        bytes[length++] = (byte) ('0' + size % 10);
    }

    private void leadingZeros(long mantissa, int count, int point) {
        bytes[length++] = '0';
        bytes[length++] = '.';
        for (int i = point; i < 0; i++) {
            bytes[length++] = '0';
        }
        digits(mantissa, count);
    }

    private void plain(long mantissa, int count, int point) {
        digits(mantissa, count);
        if (count > point) {
            insertPoint(length - count + point);
        }
        for (int i = count; i < point; i++) {
            bytes[length++] = '0';
        }
    }

    private void insertPoint(int at) {
        System.arraycopy(bytes, at, bytes, at + 1, length - at);
        bytes[at] = '.';
        length++;
    }

    private void digits(long value, int count) {
        digits(value, count, bytes, length);
        length += count;
    }

    /** Writes exactly {@code count} digits. */
    static void digits(long value, int count, byte[] into, int from) {
        long rest = value;
        int at = from + count;
        while (at - from >= 2) {
            long next = rest / 100;
            int pair = (int) (rest - next * 100) << 1;
            at -= 2;
            into[at] = PAIRS[pair];
            into[at + 1] = PAIRS[pair + 1];
            rest = next;
        }
        if (at > from) {
            into[from] = (byte) ('0' + rest);
        }
    }

    private static long[] powers() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }

    private static byte[] pairs() {
        byte[] pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[2 * i] = (byte) ('0' + i / 10);
            pairs[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }

    private static int digitsOf(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
        // 1233 / 4096 is the decimal logarithm of two, near enough for 64 bits.
        int guess = (bits * 1233) >>> 12;
        return value < POWERS[guess] ? Math.max(guess, 1) : guess + 1;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
