package io.kubemeter.apiserver.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every schema that a document may refer to, by its name, and what each of them refers to itself.
 *
 * <p><b>Owner:</b> construction only.
 */
final class Models {
    private final SortedMap<String, JsonObject> all = new TreeMap<>();

    Models(List<String> versions) {
        MetaModels.addTo(all);
        for (String version : versions) {
            MetricsModels.addTo(all, version);
        }
    }

    /** These schemas and all that they lead to, sorted by name. */
    JsonObject reachable(List<String> names) {
        SortedMap<String, JsonObject> found = new TreeMap<>();
        List<String> open = new ArrayList<>(names);
        while (!open.isEmpty()) {
            String name = open.removeLast();
            JsonObject schema = all.get(name);
            if (schema == null) {
                throw new IllegalStateException("no schema " + name);
            }
            if (found.put(name, schema) == null) {
                collect(schema, open);
            }
        }
        JsonObject sorted = new JsonObject();
        found.forEach(sorted::with);
        return sorted;
    }

    private static void collect(Object value, List<String> into) {
        switch (value) {
            case JsonObject object -> {
                for (Map.Entry<String, Object> member : object.members().entrySet()) {
                    if (member.getKey().equals("$ref") && member.getValue() instanceof String to) {
                        into.add(to.substring(Schema.PREFIX.length()));
                    } else {
                        collect(member.getValue(), into);
                    }
                }
            }
            case List<?> list -> list.forEach(item -> collect(item, into));
            default -> {
                // A text or a truth value refers to nothing.
            }
        }
    }
}
