package io.kubemeter.apiserver.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubemeter.model.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why something has no numbers, or that it has some.
 *
 * @param about the object
 * @param node the Node that it is about; empty where none is known
 * @param sample its numbers, or null without any
 * @param finding what is wrong, or null where nothing is
 * @param events what was seen at the Node, the newest first
 */
record Explanation(
        About about,
        String node,
        @Nullable Sample sample,
        @Nullable Finding finding,
        List<Seen> events) {
    /**
     * An object.
     *
     * @param kind Node or Pod
     * @param namespace empty for nodes
     */
    record About(String kind, String namespace, String name) {
        /** As people call it. */
        String words() {
            return namespace.isEmpty() ? "node " + name : "pod " + namespace + "/" + name;
        }
    }

    /** Numbers that are served, as texts of the API. */
    record Sample(String timestamp, String window, String cpu, String memory) {}

    /**
     * What is wrong.
     *
     * @param reason its reason, or null where it is none of ours
     * @param sentence what is wrong
     * @param repair what ends it; empty where nobody knows
     * @param message what the API said
     */
    record Finding(@Nullable Reason reason, String sentence, String repair, String message) {}

    /** An Event. */
    record Seen(String time, String type, String reason, String message) {}

    Explanation {
        events = List.copyOf(events);
    }

    boolean served() {
        return sample != null;
    }

    String text() {
        StringBuilder text = new StringBuilder(about.words());
        if (sample != null) {
            text.append(" has numbers: cpu ").append(sample.cpu).append(", memory ");
            text.append(sample.memory).append("\n  sampled at ").append(sample.timestamp);
            text.append(", window ").append(sample.window);
        } else {
            text.append(" has no numbers");
        }
        if (!about.namespace.isEmpty() && !node.isEmpty()) {
            text.append("\n  node:   ").append(node);
        }
        if (finding != null) {
            Reason reason = finding.reason;
            if (reason != null) {
                text.append("\n  code:   ").append(reason.code()).append(' ');
                text.append(reason.label());
            }
            text.append("\n  reason: ").append(finding.sentence);
            if (!finding.repair.isEmpty()) {
                text.append("\n  repair: ").append(finding.repair);
            }
        }
        for (Seen event : events) {
            text.append("\n  event:  ").append(event.time).append(' ').append(event.type);
            text.append(' ').append(event.reason).append(": ").append(event.message);
        }
        return text.toString();
    }

    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", about.kind);
        put(json, "namespace", about.namespace);
        json.put("name", about.name);
        put(json, "node", node);
        json.put("served", served());
        if (finding != null) {
            Reason reason = finding.reason;
            if (reason != null) {
                json.put("code", reason.code());
                json.put("reason", reason.label());
            }
            json.put("sentence", finding.sentence);
            put(json, "repair", finding.repair);
            put(json, "message", finding.message);
        }
        if (sample != null) {
            json.putObject("sample")
                    .put("timestamp", sample.timestamp)
                    .put("window", sample.window)
                    .put("cpu", sample.cpu)
                    .put("memory", sample.memory);
        }
        ArrayNode list = json.putArray("events");
        for (Seen event : events) {
            list.addObject()
                    .put("time", event.time)
                    .put("type", event.type)
                    .put("reason", event.reason)
                    .put("message", event.message);
        }
        return json.toPrettyString();
    }

    private static void put(ObjectNode json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }
}
