package io.kubemeter.apiserver.openapi;

import java.util.List;

/** Makes schemas of OpenAPI v3 as Kubernetes writes them. */
final class Schema {
    /** What stands before a model's name in a reference. */
    static final String PREFIX = "#/components/schemas/";

    private static final String DESCRIPTION = "description";
    private static final String TYPE = "type";

    private Schema() {}

    static JsonObject described(String description) {
        return new JsonObject().with(DESCRIPTION, description);
    }

    static JsonObject text(String description) {
        return described(description).with(TYPE, "string");
    }

    /** A text that is always there. */
    static JsonObject requiredText(String description) {
        return text(description).with("default", "");
    }

    static JsonObject flag(String description) {
        return described(description).with(TYPE, "boolean");
    }

    static JsonObject number(String description) {
        return described(description).with(TYPE, "integer").with("format", "int64");
    }

    static JsonObject texts(String description) {
        return list(description, new JsonObject().with(TYPE, "string"));
    }

    static JsonObject list(String description, JsonObject items) {
        return described(description).with(TYPE, "array").with("items", items);
    }

    /** An object whose keys are anybody's choice. */
    static JsonObject map(String description, JsonObject values) {
        return described(description).with(TYPE, "object").with("additionalProperties", values);
    }

    static JsonObject reference(String model) {
        return new JsonObject().with("$ref", PREFIX + model);
    }

    /** A reference with words of its own: nothing may stand beside a bare one. */
    static JsonObject reference(String description, String model) {
        return described(description).with("allOf", List.of(reference(model)));
    }

    /** The same for what is written even if it is empty. */
    static JsonObject shownReference(String description, String model) {
        return described(description)
                .with("default", new JsonObject())
                .with("allOf", List.of(reference(model)));
    }

    static JsonObject object(String description, List<String> required, JsonObject properties) {
        JsonObject object = described(description).with(TYPE, "object");
        if (!required.isEmpty()) {
            object.with("required", required);
        }
        return object.with("properties", properties);
    }

    /** Says which kind of object it describes. */
    static JsonObject ofKind(JsonObject schema, String group, String version, String kind) {
        return schema.with(
                "x-kubernetes-group-version-kind",
                List.of(
                        new JsonObject()
                                .with("group", group)
                                .with("kind", kind)
                                .with("version", version)));
    }

    static JsonObject apiVersion() {
        return text(
                "Group and version in which this object is written. A server turns objects into"
                        + " the version that was asked for.");
    }

    static JsonObject kind() {
        return text("What this object is, in CamelCase. Never changes.");
    }
}
