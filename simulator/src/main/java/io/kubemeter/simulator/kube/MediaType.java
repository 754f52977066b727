package io.kubemeter.simulator.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One clause of an Accept header. */
record MediaType(String type, Map<String, String> parameters) {
    /**
     * The clauses of a header, the dearest first; one that asks for anything where it is absent.
     */
    static List<MediaType> parse(List<String> headers) {
        List<MediaType> types = new ArrayList<>();
        for (String header : headers) {
            for (String clause : header.split(",", -1)) {
                if (!clause.isBlank()) {
                    types.add(clause(clause));
                }
            }
        }
        if (types.isEmpty()) {
            return List.of(new MediaType("*/*", Map.of()));
        }
        types.sort((one, other) -> Double.compare(other.quality(), one.quality()));
        return types;
    }

    private static MediaType clause(String text) {
        String[] parts = text.split(";", -1);
        Map<String, String> parameters = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                parameters.put(
                        parts[i].substring(0, equals).strip(),
                        parts[i].substring(equals + 1).strip());
            }
        }
        return new MediaType(parts[0].strip().toLowerCase(Locale.ROOT), parameters);
    }

    private double quality() {
        try {
            return Double.parseDouble(parameter("q", "1"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    String parameter(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }

    boolean json() {
        return type.equals("application/json")
                || type.equals("*/*")
                || type.equals("application/*");
    }

    boolean protobuf() {
        return type.equals("application/vnd.kubernetes.protobuf");
    }
}
