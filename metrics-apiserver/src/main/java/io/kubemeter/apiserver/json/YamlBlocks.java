package io.kubemeter.apiserver.json;

import java.util.List;
import java.util.Map;

/**
 * Lays out maps and lists as YAML blocks. A list stands as deep as its key, as Go's encoder has it.
 *
 * <p><b>Owner:</b> the thread that made it.
 */
final class YamlBlocks {
    private static final int STEP = 2;

    private final StringBuilder out;

    YamlBlocks(StringBuilder out) {
        this.out = out;
    }

    void document(Object value) {
        if (value instanceof Map<?, ?> members && !members.isEmpty()) {
            members(members, 0, false);
        } else {
            inline(value, 0);
        }
    }

    void entry(Object value) {
        items(List.of(value), 0);
    }

    /** Members one per line; the first one's indentation may be there already, behind a dash. */
    private void members(Map<?, ?> members, int indent, boolean begun) {
        boolean onLine = begun;
        for (Map.Entry<?, ?> member : members.entrySet()) {
            if (!onLine) {
                out.repeat(' ', indent);
            }
            onLine = false;
            YamlScalar.write(out, (String) member.getKey(), indent, true);
            out.append(':');
            Object value = member.getValue();
            if (value instanceof Map<?, ?> nested && !nested.isEmpty()) {
                out.append('\n');
                members(nested, indent + STEP, false);
            } else if (value instanceof List<?> list && !list.isEmpty()) {
                out.append('\n');
                items(list, indent);
            } else {
                out.append(' ');
                inline(value, indent);
            }
        }
    }

    private void items(List<?> items, int indent) {
        for (Object item : items) {
            out.repeat(' ', indent).append("- ");
            if (item instanceof Map<?, ?> members && !members.isEmpty()) {
                members(members, indent + STEP, true);
            } else {
                inline(item, indent);
            }
        }
    }

    private void inline(Object value, int indent) {
        switch (value) {
            case String text -> YamlScalar.write(out, text, indent, false);
            case Map<?, ?> _ -> out.append("{}");
            case List<?> _ -> out.append("[]");
            default -> out.append(((JsonTree.Word) value).text());
        }
        out.append('\n');
    }
}
