package io.kubemeter.apiserver.openapi;

import java.util.List;
import java.util.Map;

/** The schemas of what every API of Kubernetes shares. */
final class MetaModels {
    static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    static final String TIME = meta("Time");
    static final String DURATION = meta("Duration");
    static final String LIST_META = meta("ListMeta");
    static final String OBJECT_META = meta("ObjectMeta");

    private static final String LIST_TYPE = "x-kubernetes-list-type";
    private static final String ATOMIC = "atomic";

    private MetaModels() {}

    private static String meta(String kind) {
        return "io.k8s.apimachinery.pkg.apis.meta.v1." + kind;
    }

    static void addTo(Map<String, JsonObject> all) {
        DiscoveryModels.addTo(all);
        all.put(QUANTITY, quantity());
        all.put(
                DURATION,
                Schema.text(
                        "A length of time as text, such as \"15s\", \"1m30s\" or \"14.879s\"."));
        all.put(
                TIME,
                Schema.text("A point in time, as RFC 3339 writes it, in UTC and whole seconds.")
                        .with("format", "date-time"));
        all.put(
                meta("FieldsV1"),
                Schema.described("A set of fields, as a tree whose keys are paths.")
                        .with("type", "object"));
        all.put(LIST_META, listMeta());
        all.put(meta("ShardInfo"), shardInfo());
        all.put(meta("ManagedFieldsEntry"), managedFields());
        all.put(meta("OwnerReference"), ownerReference());
        all.put(OBJECT_META, objectMeta());
    }

    private static JsonObject quantity() {
        return Schema.described(
                        "A number with a unit, as text: a decimal with a suffix of thousands"
                                + " (n, u, m, k, M, G, T, P, E) or of 1024 (Ki, Mi, Gi, Ti, Pi,"
                                + " Ei). \"250m\" of cpu is a quarter of a core, \"1Mi\" of memory"
                                + " is 1048576 bytes.")
                .with(
                        "oneOf",
                        List.of(
                                new JsonObject().with("type", "string"),
                                new JsonObject().with("type", "number")));
    }

    private static JsonObject listMeta() {
        return Schema.object(
                "What is said of a list as a whole.",
                List.of(),
                new JsonObject()
                        .with(
                                "continue",
                                Schema.text(
                                        "Where the next part of a list begins that was cut by"
                                                + " limit. Lists of metrics are never cut."))
                        .with(
                                "remainingItemCount",
                                Schema.number("How many items follow in later parts."))
                        .with(
                                "resourceVersion",
                                Schema.text(
                                        "The state of the server to which the list belongs. Metrics"
                                                + " have none."))
                        .with("selfLink", Schema.text("No longer set by any server."))
                        .with(
                                "shardInfo",
                                Schema.reference(
                                        "Which part of all objects the list holds, where only a"
                                                + " part was asked for.",
                                        meta("ShardInfo"))));
    }

    private static JsonObject shardInfo() {
        return Schema.object(
                "Which part of all objects a list holds.",
                List.of("selector"),
                new JsonObject().with("selector", Schema.requiredText("How the part was chosen.")));
    }

    private static JsonObject managedFields() {
        return Schema.object(
                "Which fields of an object belong to whom.",
                List.of(),
                new JsonObject()
                        .with(
                                "apiVersion",
                                Schema.text("The version in which the fields are named."))
                        .with("fieldsType", Schema.text("How the fields are written: FieldsV1."))
                        .with("fieldsV1", Schema.reference("The fields.", meta("FieldsV1")))
                        .with("manager", Schema.text("Who manages these fields."))
                        .with("operation", Schema.text("Apply or Update."))
                        .with(
                                "subresource",
                                Schema.text(
                                        "The subresource through which the object was changed."))
                        .with("time", Schema.reference("When these fields changed last.", TIME)));
    }

    private static JsonObject ownerReference() {
        return Schema.object(
                        "An object that owns this one: it is deleted with its last owner.",
                        List.of("apiVersion", "kind", "name", "uid"),
                        new JsonObject()
                                .with("apiVersion", Schema.requiredText("The owner's version."))
                                .with(
                                        "blockOwnerDeletion",
                                        Schema.flag(
                                                "Whether the owner must wait with its own deletion"
                                                        + " until this object is gone."))
                                .with(
                                        "controller",
                                        Schema.flag("Whether the owner is its controller."))
                                .with("kind", Schema.requiredText("The owner's kind."))
                                .with("name", Schema.requiredText("The owner's name."))
                                .with("uid", Schema.requiredText("The owner's uid.")))
                .with("x-kubernetes-map-type", ATOMIC);
    }

    private static JsonObject objectMeta() {
        JsonObject properties = new JsonObject();
        properties
                .with(
                        "annotations",
                        Schema.map("Remarks of any kind; not served with metrics.", plainText()))
                .with(
                        "creationTimestamp",
                        Schema.reference(
                                "When the object came to be. Of metrics: when they were asked"
                                        + " for.",
                                TIME))
                .with(
                        "deletionGracePeriodSeconds",
                        Schema.number("How long the object may take to end, once deleted."))
                .with("deletionTimestamp", Schema.reference("When the object is to be gone.", TIME))
                .with(
                        "finalizers",
                        Schema.texts("Who has to agree before the object goes.")
                                .with(LIST_TYPE, "set")
                                .with("x-kubernetes-patch-strategy", "merge"))
                .with(
                        "generateName",
                        Schema.text("The beginning of a name that the server completes."))
                .with("generation", Schema.number("Counts the changes of what is wanted."))
                .with(
                        "labels",
                        Schema.map(
                                "The labels of the node or pod that was measured; label selectors"
                                        + " are matched against them.",
                                plainText()))
                .with(
                        "managedFields",
                        Schema.list(
                                        "Which fields belong to whom.",
                                        Schema.reference(meta("ManagedFieldsEntry")))
                                .with(LIST_TYPE, ATOMIC))
                .with("name", Schema.text("The name of the node or pod that was measured."))
                .with("namespace", Schema.text("The pod's namespace; nodes have none."));
        owners(properties);
        return Schema.object(
                "What every object says of itself: name, namespace, labels. Of metrics only these"
                        + " and the creation time are served.",
                List.of(),
                properties);
    }

    private static void owners(JsonObject properties) {
        properties
                .with(
                        "ownerReferences",
                        Schema.list(
                                        "The objects that own this one.",
                                        Schema.reference(meta("OwnerReference")))
                                .with("x-kubernetes-list-map-keys", List.of("uid"))
                                .with(LIST_TYPE, "map")
                                .with("x-kubernetes-patch-merge-key", "uid")
                                .with("x-kubernetes-patch-strategy", "merge"))
                .with(
                        "resourceVersion",
                        Schema.text("The state of the object, to compare; metrics have none."))
                .with("selfLink", Schema.text("No longer set by any server."))
                .with("uid", Schema.text("Unique in time and space; metrics have none."));
    }

    private static JsonObject plainText() {
        return new JsonObject().with("type", "string");
    }
}
