package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.ObjectWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Namespaces, all of them active. */
final class NamespaceShape implements Shape<Namespace> {
    private static final ResourceName RESOURCE =
            new ResourceName(
                    "",
                    "v1",
                    "namespaces",
                    "Namespace",
                    new ResourceName.Scope(false, ResourceName.READ),
                    new ResourceName.Naming("namespace", List.of("ns")));

    @Override
    public ResourceName resource() {
        return RESOURCE;
    }

    @Override
    public String namespace(Namespace namespace) {
        return "";
    }

    @Override
    public String name(Namespace namespace) {
        return namespace.name();
    }

    @Override
    public long version(Namespace namespace) {
        return namespace.resourceVersion();
    }

    @Override
    public Map<String, String> labels(Namespace namespace) {
        return Map.of("kubernetes.io/metadata.name", namespace.name());
    }

    @Override
    public @Nullable String field(Namespace namespace, String path) {
        return switch (path) {
            case "metadata.name" -> namespace.name();
            case "status.phase" -> "Active";
            default -> null;
        };
    }

    @Override
    public void writeMetadata(Namespace namespace, long version, ObjectWriter into) {
        Metadata.write(
                new Metadata.Identity(
                        namespace.name(), "", namespace.uid(), namespace.createdMillis()),
                version,
                labels(namespace),
                into);
    }

    @Override
    public void writeBody(Namespace namespace, ObjectWriter into) {
        into.begin(2, "spec");
        into.texts(1, "finalizers", List.of("kubernetes"));
        into.end();
        into.begin(3, "status");
        into.text(1, "phase", "Active");
        into.end();
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.name("The namespace's name."),
                Column.of("Status", "Whether it is active or going away."),
                Column.of("Age", "The time since it was created."));
    }

    @Override
    public List<Object> cells(Namespace namespace, long nowMillis) {
        return List.of(namespace.name(), "Active", Age.of(nowMillis - namespace.createdMillis()));
    }
}
