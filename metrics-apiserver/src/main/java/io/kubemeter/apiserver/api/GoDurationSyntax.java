package io.kubemeter.apiserver.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/** Checks Go's notation of durations, as {@code 1m30s}, and says in Go's words what is wrong. */
final class GoDurationSyntax {
    private static final Map<String, Long> UNITS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L,
                    "μs", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);

    /** No number may be larger while it is read, with or without its unit. */
    private static final BigDecimal MOST = new BigDecimal(BigInteger.ONE.shiftLeft(63));

    /** Of more digits before the point the value is out of range, those after it are below one. */
    private static final int DIGITS = 19;

    private final String whole;
    private int at;

    private GoDurationSyntax(String whole) {
        this.whole = whole;
        this.at = whole.startsWith("-") || whole.startsWith("+") ? 1 : 0;
    }

    /** What is wrong; empty if nothing is, or if there is no text at all. */
    static String problem(String text) {
        return text.isEmpty() ? "" : new GoDurationSyntax(text).problem();
    }

    private String problem() {
        if (whole.length() == at + 1 && whole.charAt(at) == '0') {
            return "";
        }
        if (at == whole.length()) {
            return invalid();
        }
        BigDecimal nanos = BigDecimal.ZERO;
        while (at < whole.length()) {
            String digits = take("0123456789", true);
            String fraction = "";
            if (whole.startsWith(".", at)) {
                at++;
                fraction = take("0123456789", true);
            }
            String number = Numbers.withoutZeros(digits);
            if ((digits.isEmpty() && fraction.isEmpty()) || isTooLarge(number)) {
                return invalid();
            }
            String unit = take(".0123456789", false);
            Long factor = UNITS.get(unit);
            if (unit.isEmpty()) {
                return "time: missing unit in duration " + GoText.quoteBytes(whole);
            }
            if (factor == null) {
                return "time: unknown unit "
                        + GoText.quoteBytes(unit)
                        + " in duration "
                        + GoText.quoteBytes(whole);
            }
            nanos = nanos.add(decimal(number, fraction).multiply(BigDecimal.valueOf(factor)));
            if (nanos.compareTo(MOST) > 0) {
                return invalid();
            }
        }
        boolean tooLong = nanos.compareTo(MOST) == 0 && !whole.startsWith("-");
        return tooLong ? invalid() : "";
    }

    private static boolean isTooLarge(String number) {
        return number.length() > DIGITS || decimal(number, "").compareTo(MOST) > 0;
    }

    private static BigDecimal decimal(String number, String fraction) {
        String precise = fraction.substring(0, Math.min(fraction.length(), DIGITS));
        return new BigDecimal("0" + number + "." + precise + "0");
    }

    private String invalid() {
        return "time: invalid duration " + GoText.quoteBytes(whole);
    }

    /** Takes those of the next characters that are, or are not, among these. */
    private String take(String characters, boolean among) {
        int from = at;
        while (at < whole.length() && characters.indexOf(whole.charAt(at)) >= 0 == among) {
            at++;
        }
        return whole.substring(from, at);
    }
}
