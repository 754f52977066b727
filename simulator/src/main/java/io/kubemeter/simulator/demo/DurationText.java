package io.kubemeter.simulator.demo;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as kubectl's flags have them: {@code 20s}, {@code 1m30s}, {@code 500ms}. */
final class DurationText {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

    private DurationText() {}

    static Duration parse(String text) {
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int at = 0;
        while (part.find() && part.start() == at) {
            BigDecimal millis =
                    new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit(part.group(2))));
            sum = sum.plusMillis(millis.longValue());
            at = part.end();
        }
        if (at == 0 || at != text.length()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a duration (expected: such as 20s, 1m30s or 500ms)");
        }
        return sum;
    }

    private static long unit(String name) {
        return switch (name) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
    }
}
