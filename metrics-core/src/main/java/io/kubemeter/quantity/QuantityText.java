package io.kubemeter.quantity;

/**
 * Writes quantities in the canonical form of Kubernetes, so that equal values are equal text
 * everywhere: the mantissa is whole and the suffix is the largest that leaves it so.
 */
public final class QuantityText {
    /** No quantity needs more bytes. */
    public static final int LONGEST = DecimalText.LONGEST + 2;

    private static final byte NONE = 0;
    private static final byte[] DECIMAL = {'n', 'u', 'm', NONE, 'k', 'M', 'G', 'T', 'P', 'E'};
    private static final int DECIMAL_ONES = 3;
    private static final byte[] BINARY = {NONE, 'K', 'M', 'G', 'T', 'P', 'E'};
    private static final int KIBI_BITS = 10;
    private static final int KIBI = 1 << KIBI_BITS;

    private QuantityText() {}

    /**
     * Writes CPU, as {@code 123456789n}, {@code 20u} or {@code 2}.
     *
     * @param nanocores not negative
     * @return the place behind the text
     */
    public static int writeCpu(byte[] into, int at, long nanocores) {
        return writeDecimal(into, at, nanocores, 0);
    }

    /**
     * Writes memory, as {@code 12240Ki}, {@code 1025} or, below 1024, {@code 1k}.
     *
     * @param bytes not negative
     * @return the place behind the text
     */
    public static int writeMemory(byte[] into, int at, long bytes) {
        if (bytes < KIBI) {
            return writeDecimal(into, at, bytes, DECIMAL_ONES);
        }
        int powers = Long.numberOfTrailingZeros(bytes) / KIBI_BITS;
        int end = DecimalText.write(into, at, bytes >>> (powers * KIBI_BITS));
        if (powers > 0) {
            into[end++] = BINARY[powers];
            into[end++] = 'i';
        }
        return end;
    }

    private static int writeDecimal(byte[] into, int at, long value, int smallestSuffix) {
        if (value <= 0) {
            return writeZero(into, at, value);
        }
        long mantissa = value;
        int suffix = smallestSuffix;
        while (mantissa % 1000 == 0) {
            mantissa /= 1000;
            suffix++;
        }
        int end = DecimalText.write(into, at, mantissa);
        if (suffix != DECIMAL_ONES) {
            into[end++] = DECIMAL[suffix];
        }
        return end;
    }

    private static int writeZero(byte[] into, int at, long value) {
        if (value != 0) {
            throw new IllegalArgumentException("quantity: " + value + " (expected: >= 0)");
        }
        into[at] = '0';
        return at + 1;
    }
}
