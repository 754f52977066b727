package io.kubemeter.quantity;

/** Writes whole numbers as decimal digits. */
final class DecimalText {
    /** The digits of the largest {@code long}. */
    static final int LONGEST = 19;

    private DecimalText() {}

    /** Writes a number that is not negative; gives the place behind it. */
    static int write(byte[] into, int at, long value) {
        int end = at + digits(value);
        long rest = value;
        for (int i = end - 1; i >= at; i--) {
            long tenth = rest / 10;
            into[i] = (byte) ('0' + (rest - tenth * 10));
            rest = tenth;
        }
        return end;
    }

    /** Writes a number with leading zeros to a width that it does not pass. */
    static int writePadded(byte[] into, int at, int value, int width) {
        int rest = value;
        for (int i = at + width - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + width;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long bound = 10; digits < LONGEST && value >= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }
}
