package io.kubemeter.apiserver.openapi;

import java.util.List;
import java.util.Map;

/** The schemas of discovery and of the server's version. */
final class DiscoveryModels {
    static final String RESOURCE_LIST = meta("APIResourceList");
    static final String GROUP = meta("APIGroup");
    static final String GROUP_LIST = meta("APIGroupList");
    static final String VERSION = "io.k8s.apimachinery.pkg.version.Info";

    private static final String LIST_TYPE = "x-kubernetes-list-type";
    private static final String ATOMIC = "atomic";

    private DiscoveryModels() {}

    private static String meta(String kind) {
        return "io.k8s.apimachinery.pkg.apis.meta.v1." + kind;
    }

    static void addTo(Map<String, JsonObject> all) {
        all.put(meta("APIResource"), resource());
        all.put(RESOURCE_LIST, resourceList());
        all.put(GROUP, group());
        all.put(GROUP_LIST, groupList());
        all.put(meta("GroupVersionForDiscovery"), groupVersion());
        all.put(meta("ServerAddressByClientCIDR"), address());
        all.put(VERSION, version());
    }

    private static JsonObject resource() {
        return Schema.object(
                "One kind of object that can be asked for.",
                List.of("name", "singularName", "namespaced", "kind", "verbs"),
                new JsonObject()
                        .with(
                                "categories",
                                Schema.texts("Groups of resources to which it belongs.")
                                        .with(LIST_TYPE, ATOMIC))
                        .with("group", Schema.text("Its group, if not that of the list."))
                        .with("kind", Schema.requiredText("The kind of its objects."))
                        .with("name", Schema.requiredText("Its name in the plural."))
                        .with(
                                "namespaced",
                                Schema.flag("Whether its objects live in namespaces.")
                                        .with("default", false))
                        .with(
                                "shortNames",
                                Schema.texts("Shorter names for it.").with(LIST_TYPE, ATOMIC))
                        .with("singularName", Schema.requiredText("Its name in the singular."))
                        .with(
                                "storageVersionHash",
                                Schema.text("Changes with the version in which it is stored."))
                        .with("verbs", Schema.texts("What can be done with it."))
                        .with("version", Schema.text("Its version, if not that of the list.")));
    }

    private static JsonObject resourceList() {
        return kind(
                "APIResourceList",
                "The resources of one version of a group.",
                List.of("groupVersion", "resources"),
                new JsonObject()
                        .with("apiVersion", Schema.apiVersion())
                        .with("groupVersion", Schema.requiredText("The group and its version."))
                        .with("kind", Schema.kind())
                        .with(
                                "resources",
                                Schema.list(
                                                "The resources, by name.",
                                                Schema.reference(meta("APIResource")))
                                        .with(LIST_TYPE, ATOMIC)));
    }

    private static JsonObject group() {
        return kind(
                "APIGroup",
                "A group of resources and the versions in which it is served.",
                List.of("name", "versions"),
                new JsonObject()
                        .with("apiVersion", Schema.apiVersion())
                        .with("kind", Schema.kind())
                        .with("name", Schema.requiredText("The group's name."))
                        .with(
                                "preferredVersion",
                                Schema.shownReference(
                                        "The version to use where one has the choice.",
                                        meta("GroupVersionForDiscovery")))
                        .with(
                                "serverAddressByClientCIDRs",
                                Schema.list(
                                                "Where clients of certain networks find the"
                                                        + " server.",
                                                Schema.reference(meta("ServerAddressByClientCIDR")))
                                        .with(LIST_TYPE, ATOMIC))
                        .with(
                                "versions",
                                Schema.list(
                                                "The versions that are served.",
                                                Schema.reference(meta("GroupVersionForDiscovery")))
                                        .with(LIST_TYPE, ATOMIC)));
    }

    private static JsonObject groupList() {
        return kind(
                "APIGroupList",
                "The groups that a server serves.",
                List.of("groups"),
                new JsonObject()
                        .with("apiVersion", Schema.apiVersion())
                        .with(
                                "groups",
                                Schema.list("The groups.", Schema.reference(GROUP))
                                        .with(LIST_TYPE, ATOMIC))
                        .with("kind", Schema.kind()));
    }

    private static JsonObject groupVersion() {
        return Schema.object(
                "A group with one of its versions.",
                List.of("groupVersion", "version"),
                new JsonObject()
                        .with("groupVersion", Schema.requiredText("Both, as group/version."))
                        .with("version", Schema.requiredText("The version alone.")));
    }

    private static JsonObject address() {
        return Schema.object(
                "Where clients of a network find the server.",
                List.of("clientCIDR", "serverAddress"),
                new JsonObject()
                        .with("clientCIDR", Schema.requiredText("The network."))
                        .with("serverAddress", Schema.requiredText("Host and port.")));
    }

    private static JsonObject version() {
        JsonObject properties = new JsonObject();
        properties
                .with("buildDate", Schema.requiredText("When it was built."))
                .with("compiler", Schema.requiredText("What it was compiled by."))
                .with("emulationMajor", Schema.text("The major version that it behaves as."))
                .with("emulationMinor", Schema.text("The minor version that it behaves as."))
                .with("gitCommit", Schema.requiredText("The commit that it was built from."))
                .with("gitTreeState", Schema.requiredText("Whether that was changed."))
                .with("gitVersion", Schema.requiredText("The version."))
                .with("goVersion", Schema.requiredText("The language's version."))
                .with("major", Schema.requiredText("The major version."))
                .with(
                        "minCompatibilityMajor",
                        Schema.text("The oldest major version that it works with."))
                .with(
                        "minCompatibilityMinor",
                        Schema.text("The oldest minor version that it works with."))
                .with("minor", Schema.requiredText("The minor version."))
                .with("platform", Schema.requiredText("Operating system and processor."));
        return Schema.object(
                "Which version of the server this is.",
                List.of(
                        "major",
                        "minor",
                        "gitVersion",
                        "gitCommit",
                        "gitTreeState",
                        "buildDate",
                        "goVersion",
                        "compiler",
                        "platform"),
                properties);
    }

    private static JsonObject kind(
            String kind, String description, List<String> required, JsonObject properties) {
        return Schema.ofKind(Schema.object(description, required, properties), "", "v1", kind);
    }
}
