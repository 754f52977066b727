package io.kubemeter.apiserver.openapi;

import java.util.List;

/**
 * What one path answers to GET.
 *
 * @param path the path, with names in braces
 * @param tag how operations are grouped
 * @param id the operation's unique name
 * @param description what it is for
 * @param produces the media types of its answer
 * @param model the schema of its answer
 * @param subject what it does to which kind, or {@link Subject#NONE}
 * @param parameters what may be said in path and query, sorted by name
 */
record Operation(
        String path,
        String tag,
        String id,
        String description,
        List<String> produces,
        String model,
        Subject subject,
        List<Parameter> parameters) {
    /**
     * What an operation does to a kind of object.
     *
     * @param action {@code get} or {@code list}
     * @param version the version of the kind
     * @param kind the kind
     */
    record Subject(String action, String version, String kind) {
        static final Subject NONE = new Subject("", "", "");

        boolean isNone() {
            return action.isEmpty();
        }
    }

    Operation {
        produces = List.copyOf(produces);
        parameters = List.copyOf(parameters);
    }

    /** The path's entry in OpenAPI v3. */
    JsonObject v3() {
        JsonObject content = new JsonObject();
        produces.stream()
                .sorted()
                .forEach(type ->
                        content.with(
                                type, new JsonObject().with("schema", Schema.reference(model))));
        JsonObject get =
                new JsonObject()
                        .with("tags", List.of(tag))
                        .with("description", description)
                        .with("operationId", id)
                        .with("responses", response(new JsonObject().with("content", content)));
        return item(withSubject(get), parameters.stream().map(Parameter::v3).toList());
    }

    /** The path's entry in Swagger 2.0. */
    JsonObject v2() {
        JsonObject schema = Swagger.schema(Schema.reference(model));
        JsonObject get =
                new JsonObject()
                        .with("description", description)
                        .with("consumes", subject.isNone() ? produces : List.of("*/*"))
                        .with("produces", produces)
                        .with("schemes", List.of("https"))
                        .with("tags", List.of(tag))
                        .with("operationId", id)
                        .with("responses", response(new JsonObject().with("schema", schema)));
        return item(withSubject(get), parameters.stream().map(Parameter::v2).toList());
    }

    private static JsonObject response(JsonObject body) {
        return new JsonObject().with("200", Schema.described("OK").withAll(body));
    }

    private JsonObject withSubject(JsonObject get) {
        if (subject.isNone()) {
            return get;
        }
        return get.with("x-kubernetes-action", subject.action)
                .with(
                        "x-kubernetes-group-version-kind",
                        new JsonObject()
                                .with("group", MetricsModels.GROUP)
                                .with("version", subject.version)
                                .with("kind", subject.kind));
    }

    private static JsonObject item(JsonObject get, List<JsonObject> parameters) {
        JsonObject item = new JsonObject().with("get", get);
        return parameters.isEmpty() ? item : item.with("parameters", parameters);
    }
}
