package io.kubemeter.apiserver.openapi;

import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that may be said in a path or a query.
 *
 * @param name its name
 * @param place {@code path} or {@code query}
 * @param type its JSON type
 * @param description what it does
 */
record Parameter(String name, String place, String type, String description) {
    private static final String PATH = "path";

    private static final Parameter NAMESPACE =
            new Parameter("namespace", PATH, "string", "The namespace of the pods.");
    private static final Parameter PRETTY =
            query("pretty", "string", "Whether JSON is indented: \"true\" or \"false\".");
    private static final List<Parameter> LIST =
            List.of(
                    query("allowWatchBookmarks", "boolean", "Ignored: metrics cannot be watched."),
                    query("continue", "string", "Ignored: lists are never cut."),
                    query(
                            "fieldSelector",
                            "string",
                            "Restricts the list by fields: metadata.name, metadata.namespace and,"
                                    + " for pods, spec.nodeName, each with =, == or !=; several"
                                    + " with commas between them must all hold."),
                    query(
                            "labelSelector",
                            "string",
                            "Restricts the list by the labels of the node or pod."),
                    query("limit", "integer", "Ignored: lists are never cut."),
                    PRETTY,
                    query("resourceVersion", "string", "Ignored: the newest numbers are served."),
                    query(
                            "resourceVersionMatch",
                            "string",
                            "How resourceVersion is meant; not allowed without it."),
                    query(
                            "sendInitialEvents",
                            "boolean",
                            "Not allowed: metrics cannot be watched."),
                    query("shardSelector", "string", "Ignored: lists are never divided."),
                    query("timeoutSeconds", "integer", "Ignored: lists are answered at once."),
                    query("watch", "boolean", "Refused: metrics cannot be watched."));

    /** All that a list understands, sorted by name. */
    static List<Parameter> ofList(boolean namespaced) {
        return sorted(namespaced ? Stream.of(NAMESPACE) : Stream.empty(), LIST.stream());
    }

    /** All that one object understands, sorted by name. */
    static List<Parameter> ofOne(String what, boolean namespaced) {
        Parameter name = new Parameter("name", PATH, "string", "The name of the " + what + ".");
        return sorted(namespaced ? Stream.of(NAMESPACE) : Stream.empty(), Stream.of(name, PRETTY));
    }

    private static List<Parameter> sorted(Stream<Parameter> some, Stream<Parameter> others) {
        return Stream.concat(some, others)
                .sorted((one, other) -> one.name.compareTo(other.name))
                .toList();
    }

    private static Parameter query(String name, String type, String description) {
        return new Parameter(name, "query", type, description);
    }

    JsonObject v3() {
        JsonObject schema = new JsonObject().with("type", type).with("uniqueItems", true);
        return head().with("schema", schema);
    }

    JsonObject v2() {
        return new JsonObject().with("type", type).with("uniqueItems", true).withAll(head());
    }

    private JsonObject head() {
        JsonObject head =
                new JsonObject()
                        .with("name", name)
                        .with("in", place)
                        .with("description", description);
        return place.equals(PATH) ? head.with("required", true) : head;
    }
}
