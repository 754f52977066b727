package io.kubemeter.bench.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server serves, learned from its list of all pods: how much, and a selector in one
 * namespace whose share of the pods is nearest to one in 97, as one deployment of many.
 */
record Inventory(int pods, int containers, String namespace, String selector, int selected) {
    private static final int SHARE = 97;
    private static final JsonFactory JSON = new JsonFactory();

    /** The path that lists the selected pods. */
    String selectedPath(String group) {
        return group
                + "/namespaces/"
                + namespace
                + "/pods?labelSelector="
                + URLEncoder.encode(selector, StandardCharsets.UTF_8);
    }

    static Inventory of(String podList) throws IOException {
        try (JsonParser json = JSON.createParser(podList)) {
            Counting counting = new Counting();
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (json.currentName().equals("items")) {
                    json.nextToken();
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        counting.pod(json);
                    }
                } else {
                    skip(json);
                }
            }
            return counting.inventory();
        }
    }

    private static void skip(JsonParser json) throws IOException {
        json.nextToken();
        json.skipChildren();
    }

    private record Label(String namespace, String selector) {}

    /**
     * Counts pods, containers and labels.
     *
     * <p><b>Owner:</b> construction only.
     */
    private static final class Counting {
        private final Map<Label, Integer> labels = new HashMap<>();
        private int pods;
        private int containers;

        void pod(JsonParser json) throws IOException {
            pods++;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                switch (json.currentName()) {
                    case "metadata" -> metadata(json);
                    case "containers" -> containers(json);
                    default -> skip(json);
                }
            }
        }

        private void containers(JsonParser json) throws IOException {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                containers++;
                json.skipChildren();
            }
        }

        private void metadata(JsonParser json) throws IOException {
            Map<String, String> found = new HashMap<>();
            String namespace = "";
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                switch (json.currentName()) {
                    case "namespace" -> namespace = json.nextTextValue();
                    case "labels" -> labels(json, found);
                    default -> skip(json);
                }
            }
            String in = namespace;
            found.forEach((key, value) ->
                    labels.merge(new Label(in, key + "=" + value), 1, Integer::sum));
        }

        private static void labels(JsonParser json, Map<String, String> found) throws IOException {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                found.put(key, json.nextTextValue());
            }
        }

        Inventory inventory() {
            double wanted = (double) pods / SHARE;
            return labels.entrySet().stream()
                    .min(
                            Comparator.<Map.Entry<Label, Integer>>comparingDouble(
                                            entry -> Math.abs(entry.getValue() - wanted))
                                    .thenComparing(entry -> entry.getKey().toString()))
                    .map(entry ->
                            new Inventory(
                                    pods,
                                    containers,
                                    entry.getKey().namespace(),
                                    entry.getKey().selector(),
                                    entry.getValue()))
                    .orElse(new Inventory(pods, containers, "default", "app=none", 0));
        }
    }
}
