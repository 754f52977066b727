package io.kubemeter.apiserver.api;

import java.util.List;

/** The two kinds of objects that are served. */
enum MetricsKind {
    NODES("nodes", "NodeMetrics", "nodemetrics"),
    PODS("pods", "PodMetrics", "podmetrics");

    static final String GROUP = "metrics.k8s.io";

    private final String resource;
    private final String kind;
    private final String missing;

    MetricsKind(String resource, String kind, String missing) {
        this.resource = resource;
        this.kind = kind;
        this.missing = missing;
    }

    /** The resource in paths. */
    String resource() {
        return resource;
    }

    /** The kind of one object. */
    String kind() {
        return kind;
    }

    String listKind() {
        return kind + "List";
    }

    /** What is missing, in the words of a 404. */
    String missing() {
        return missing;
    }

    /** What a field selector may name. */
    List<String> fields() {
        return this == PODS
                ? List.of(FieldSelector.NAME, FieldSelector.NAMESPACE, FieldSelector.NODE_NAME)
                : List.of(FieldSelector.NAME, FieldSelector.NAMESPACE);
    }

    boolean namespaced() {
        return this == PODS;
    }
}
