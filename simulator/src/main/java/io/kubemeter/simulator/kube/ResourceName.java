package io.kubemeter.simulator.kube;

import java.util.List;

/** What discovery says of a resource. */
record ResourceName(
        String group, String version, String plural, String kind, Scope scope, Naming naming) {
    /** Whether objects live in namespaces, and what one may do with them. */
    record Scope(boolean namespaced, List<String> verbs) {}

    /** How kubectl lets people call it. */
    record Naming(String singular, List<String> shortNames) {}

    static final List<String> READ = List.of("get", "list", "watch");
    static final List<String> CREATE = List.of("create");

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    boolean namespaced() {
        return scope.namespaced();
    }
}
