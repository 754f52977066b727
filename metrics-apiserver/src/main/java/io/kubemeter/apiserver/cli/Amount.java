package io.kubemeter.apiserver.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Kubernetes quantity, read from its text.
 *
 * @param value the exact number
 */
record Amount(BigDecimal value) {
    static final Amount ZERO = new Amount(BigDecimal.ZERO);

    private static final Pattern TEXT =
            Pattern.compile("([+-]?[0-9.]+)([eE][+-]?[0-9]+|[KMGTPE]i|[numkMGTPE])?");
    private static final Map<String, BigDecimal> UNITS =
            Map.ofEntries(
                    Map.entry("n", BigDecimal.valueOf(1, 9)),
                    Map.entry("u", BigDecimal.valueOf(1, 6)),
                    Map.entry("m", BigDecimal.valueOf(1, 3)),
                    Map.entry("k", BigDecimal.valueOf(1, -3)),
                    Map.entry("M", BigDecimal.valueOf(1, -6)),
                    Map.entry("G", BigDecimal.valueOf(1, -9)),
                    Map.entry("T", BigDecimal.valueOf(1, -12)),
                    Map.entry("P", BigDecimal.valueOf(1, -15)),
                    Map.entry("E", BigDecimal.valueOf(1, -18)),
                    Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
                    Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
                    Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
                    Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
                    Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
                    Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    /**
     * Reads a quantity.
     *
     * @throws IllegalArgumentException when {@code text} is none
     */
    static Amount parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("quantity: " + text + " (expected: such as 250m)");
        }
        String unit = matcher.group(2);
        BigDecimal number = new BigDecimal(matcher.group(1));
        if (unit == null) {
            return new Amount(number);
        }
        BigDecimal factor = UNITS.get(unit);
        return factor == null
                ? new Amount(new BigDecimal(matcher.group(1) + unit))
                : new Amount(number.multiply(factor));
    }

    Amount plus(Amount other) {
        return new Amount(value.add(other.value));
    }

    /** Thousandths, rounded up, as kubectl shows CPU. */
    String milli() {
        return value.movePointRight(3).setScale(0, RoundingMode.CEILING) + "m";
    }

    /** Mebibytes, rounded down, as kubectl shows memory. */
    String mebibytes() {
        return value.setScale(0, RoundingMode.CEILING).longValue() / (1L << 20) + "Mi";
    }

    /** The share of {@code whole} in percent, rounded down. */
    String percentOf(Amount whole) {
        double share =
                value.movePointRight(3).setScale(0, RoundingMode.CEILING).doubleValue()
                        / whole.value
                                .movePointRight(3)
                                .setScale(0, RoundingMode.CEILING)
                                .doubleValue();
        return (long) (share * 100) + "%";
    }
}
