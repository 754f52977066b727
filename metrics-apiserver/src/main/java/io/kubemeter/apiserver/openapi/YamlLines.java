package io.kubemeter.apiserver.openapi;

import java.util.List;
import java.util.Map;

/**
 * Writes what stands behind a member that begins with {@code x-} as YAML: a word, a list of words,
 * an object of words or a list of such objects.
 */
final class YamlLines {
    private YamlLines() {}

    static String of(Object value) {
        StringBuilder out = new StringBuilder();
        switch (value) {
            case List<?> list -> list.forEach(item -> out.append("- ").append(block(item, "  ")));
            default -> out.append(block(value, ""));
        }
        return out.toString();
    }

    private static String block(Object value, String indent) {
        if (!(value instanceof JsonObject object)) {
            return word(value) + "\n";
        }
        StringBuilder out = new StringBuilder();
        String before = "";
        for (Map.Entry<String, Object> member : object.members().entrySet()) {
            out.append(before).append(member.getKey()).append(": ");
            out.append(word(member.getValue())).append('\n');
            before = indent;
        }
        return out.toString();
    }

    private static String word(Object value) {
        return value.equals("") ? "\"\"" : value.toString();
    }
}
