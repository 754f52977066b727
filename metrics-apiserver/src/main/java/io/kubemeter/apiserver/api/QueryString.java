package io.kubemeter.apiserver.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request. Immutable. What cannot be decoded is left out, as upstream does. */
public final class QueryString {
    private static final QueryString EMPTY = new QueryString(Map.of());

    private final Map<String, List<String>> values;

    private QueryString(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Reads what follows the question mark; {@code null} where there was none. */
    public static QueryString parse(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return EMPTY;
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        int from = 0;
        while (from <= raw.length()) {
            int and = raw.indexOf('&', from);
            int to = and < 0 ? raw.length() : and;
            add(values, raw.substring(from, to));
            from = to + 1;
        }
        return new QueryString(values);
    }

    /** Whether the parameter was given, even without a value. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The first value, or the empty string. */
    public String first(String name) {
        List<String> all = values.get(name);
        return all == null ? "" : all.getFirst();
    }

    /** All values, in order. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    private static void add(Map<String, List<String>> values, String pair) {
        if (pair.isEmpty() || pair.indexOf(';') >= 0) {
            return;
        }
        int equals = pair.indexOf('=');
        String key = PercentCode.decode(equals < 0 ? pair : pair.substring(0, equals), true);
        String value = equals < 0 ? "" : PercentCode.decode(pair.substring(equals + 1), true);
        if (key != null && value != null) {
            values.computeIfAbsent(key, absent -> new ArrayList<>(1)).add(value);
        }
    }
}
