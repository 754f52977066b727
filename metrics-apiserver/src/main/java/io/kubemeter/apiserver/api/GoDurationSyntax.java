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

    private GoDurationSyntax() {}

    /** What is wrong; empty if nothing is, or if there is no text at all. */
    static String problem(String text) {
        if (text.isEmpty()) {
            return "";
        }
        String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return "";
        }
        String invalid = "time: invalid duration " + GoText.quote(text);
        if (rest.isEmpty()) {
            return invalid;
        }
        BigDecimal nanos = BigDecimal.ZERO;
        while (!rest.isEmpty()) {
            int number = spanOf(rest, 0, true);
            int unit = spanOf(rest, number, false);
            String digits = rest.substring(0, number);
            if (digits.isEmpty()
                    || digits.equals(".")
                    || digits.indexOf('.') != digits.lastIndexOf('.')) {
                return invalid;
            }
            String name = rest.substring(number, unit);
            Long factor = UNITS.get(name);
            if (name.isEmpty()) {
                return "time: missing unit in duration " + GoText.quote(text);
            }
            if (factor == null) {
                return "time: unknown unit "
                        + GoText.quote(name)
                        + " in duration "
                        + GoText.quote(text);
            }
            nanos = nanos.add(decimal(digits).multiply(BigDecimal.valueOf(factor)));
            rest = rest.substring(unit);
        }
        return nanos.toBigInteger().compareTo(BigInteger.valueOf(Long.MAX_VALUE)) > 0
                ? invalid
                : "";
    }

    private static BigDecimal decimal(String digits) {
        return new BigDecimal(digits.contains(".") ? "0" + digits + "0" : digits);
    }

    private static int spanOf(String text, int from, boolean numeric) {
        int at = from;
        while (at < text.length() && isNumeric(text.charAt(at)) == numeric) {
            at++;
        }
        return at;
    }

    private static boolean isNumeric(char c) {
        return c == '.' || (c >= '0' && c <= '9');
    }
}
