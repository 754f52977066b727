package io.kubemeter.apiserver;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of all flags after every source was read; each is known to be of its flag's kind.
 *
 * <p><b>Owner:</b> construction only; filled by {@link Flags}, then only read.
 */
final class FlagValues {
    /** Where a value came from, the weakest first. */
    enum Origin {
        DEFAULT,
        FILE,
        ENVIRONMENT,
        FLAG
    }

    private record Value(String text, Origin origin) {}

    private final Map<String, Value> values = new HashMap<>();

    FlagValues(List<FlagDefinition> flags) {
        for (FlagDefinition flag : flags) {
            values.put(flag.name(), new Value(flag.defaultText(), Origin.DEFAULT));
        }
    }

    /** Takes {@code text} unless a stronger source has spoken already. */
    void put(String name, String text, Origin origin) {
        Value old = value(name);
        if (origin.compareTo(old.origin) >= 0) {
            values.put(name, new Value(text, origin));
        }
    }

    /** Whether anything but the default decides {@code name}. */
    boolean given(String name) {
        return value(name).origin != Origin.DEFAULT;
    }

    String text(String name) {
        return value(name).text;
    }

    boolean on(String name) {
        return Boolean.parseBoolean(text(name));
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    double real(String name) {
        return Double.parseDouble(text(name));
    }

    Duration duration(String name) {
        return GoDuration.parse(text(name)).orElseThrow();
    }

    /** The comma-separated values, in order, without empty ones. */
    List<String> list(String name) {
        return Arrays.stream(text(name).split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    /** The values of a flag that is given several times; elsewhere a semicolon parts them. */
    List<String> repeated(String name) {
        return Arrays.stream(text(name).split("[\\n;]"))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    /** Every value that is not a default, for the log at start. */
    Map<String, String> notable() {
        Map<String, String> notable = new TreeMap<>();
        values.forEach((name, value) -> {
            if (value.origin != Origin.DEFAULT) {
                notable.put(name, value.text);
            }
        });
        return notable;
    }

    /** Every value with where it came from, sorted by name. */
    Map<String, String> origins() {
        Map<String, String> origins = new TreeMap<>();
        values.forEach((name, value) ->
                origins.put(
                        name,
                        value.text + " (" + value.origin.name().toLowerCase(Locale.ROOT) + ")"));
        return origins;
    }

    private Value value(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("flag: " + name + " (expected: one of flags.txt)");
        }
        return value;
    }
}
