package io.kubemeter.apiserver.openapi;

import java.util.List;
import java.util.Map;

/**
 * Turns schemas of OpenAPI v3 into those of Swagger 2.0, which knows neither defaults beside
 * references nor a choice of types.
 */
final class Swagger {
    private static final String PREFIX = "#/definitions/";

    private Swagger() {}

    /** All schemas of a document. */
    static JsonObject definitions(JsonObject schemas) {
        JsonObject definitions = new JsonObject();
        schemas.members().forEach((name, schema) -> definitions.with(name, schema(schema)));
        return definitions;
    }

    static JsonObject schema(Object of) {
        JsonObject into = new JsonObject();
        if (of instanceof JsonObject schema) {
            schema.members().forEach((name, value) -> member(name, value, into));
        }
        return into;
    }

    private static void member(String name, Object value, JsonObject into) {
        switch (name) {
            case "default" -> {
                // Clients of the old form never saw any.
            }
            case "oneOf" -> into.with("type", "string");
            case "allOf" -> into.withAll(only(value));
            case "$ref" ->
                    into.with(name, PREFIX + value.toString().substring(Schema.PREFIX.length()));
            case "items", "additionalProperties" -> into.with(name, schema(value));
            case "properties" -> into.with(name, properties(value));
            default -> into.with(name, value);
        }
    }

    /** What stands alone in an {@code allOf} stands beside the description here. */
    private static JsonObject only(Object allOf) {
        return allOf instanceof List<?> list ? schema(list.getFirst()) : new JsonObject();
    }

    private static JsonObject properties(Object value) {
        JsonObject into = new JsonObject();
        if (value instanceof JsonObject properties) {
            for (Map.Entry<String, Object> property : properties.members().entrySet()) {
                into.with(property.getKey(), schema(property.getValue()));
            }
        }
        return into;
    }
}
