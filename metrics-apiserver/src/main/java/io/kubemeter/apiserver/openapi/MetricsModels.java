package io.kubemeter.apiserver.openapi;

import java.util.List;
import java.util.Map;

/** The schemas of metrics.k8s.io. */
final class MetricsModels {
    static final String GROUP = "metrics.k8s.io";

    private static final String USAGE =
            "How much of each resource was used: \"cpu\" in cores, averaged over the window, and"
                    + " \"memory\" as the working set in bytes at the timestamp. Further resources"
                    + " appear where the server was started with --extra-usage.";
    private static final String TIMESTAMP =
            "End of the time span over which usage was measured: the span from (timestamp -"
                    + " window) to timestamp.";

    private MetricsModels() {}

    /** The full name of a model of one version. */
    static String name(String version, String kind) {
        return "io.k8s.metrics.pkg.apis.metrics." + version + "." + kind;
    }

    static void addTo(Map<String, JsonObject> all, String version) {
        all.put(name(version, "ContainerMetrics"), container());
        all.put(name(version, "PodMetrics"), pod(version));
        all.put(name(version, "NodeMetrics"), node(version));
        addList(all, version, "PodMetrics", "A list of what pods use.", "The pods.");
        addList(all, version, "NodeMetrics", "A list of what nodes use.", "The nodes.");
    }

    private static JsonObject container() {
        return Schema.object(
                "What one container uses.",
                List.of("name", "usage"),
                new JsonObject()
                        .with(
                                "name",
                                Schema.requiredText(
                                        "The container's name, as in the pod's spec.containers."))
                        .with("usage", usage()));
    }

    private static JsonObject pod(String version) {
        JsonObject properties =
                new JsonObject()
                        .with("apiVersion", Schema.apiVersion())
                        .with(
                                "containers",
                                Schema.list(
                                                "What each container uses, all measured within the"
                                                        + " same window. Sorted by name.",
                                                Schema.reference(name(version, "ContainerMetrics")))
                                        .with("x-kubernetes-list-type", "atomic"))
                        .with("kind", Schema.kind())
                        .with("metadata", metadata("the pod"))
                        .with("timestamp", Schema.reference(TIMESTAMP, MetaModels.TIME))
                        .with("window", Schema.reference(MetaModels.DURATION));
        JsonObject schema =
                Schema.object(
                        "What a pod uses, container by container.",
                        List.of("timestamp", "window", "containers"),
                        properties);
        return Schema.ofKind(schema, GROUP, version, "PodMetrics");
    }

    private static JsonObject node(String version) {
        JsonObject properties =
                new JsonObject()
                        .with("apiVersion", Schema.apiVersion())
                        .with("kind", Schema.kind())
                        .with("metadata", metadata("the node"))
                        .with("timestamp", Schema.reference(TIMESTAMP, MetaModels.TIME))
                        .with("usage", usage())
                        .with("window", Schema.reference(MetaModels.DURATION));
        JsonObject schema =
                Schema.object(
                        "What a node uses as a whole: its pods and everything beside them.",
                        List.of("timestamp", "window", "usage"),
                        properties);
        return Schema.ofKind(schema, GROUP, version, "NodeMetrics");
    }

    private static void addList(
            Map<String, JsonObject> all,
            String version,
            String kind,
            String description,
            String items) {
        JsonObject properties =
                new JsonObject()
                        .with("apiVersion", Schema.apiVersion())
                        .with("items", Schema.list(items, Schema.reference(name(version, kind))))
                        .with("kind", Schema.kind())
                        .with(
                                "metadata",
                                Schema.shownReference(
                                        "Metadata of the list; empty here.", MetaModels.LIST_META));
        JsonObject schema = Schema.object(description, List.of("items"), properties);
        all.put(name(version, kind + "List"), Schema.ofKind(schema, GROUP, version, kind + "List"));
    }

    private static JsonObject metadata(String owner) {
        return Schema.shownReference(
                "Name and labels of "
                        + owner
                        + " that was measured. The creation time is that of this answer.",
                MetaModels.OBJECT_META);
    }

    private static JsonObject usage() {
        return Schema.map(USAGE, Schema.reference(MetaModels.QUANTITY));
    }
}
