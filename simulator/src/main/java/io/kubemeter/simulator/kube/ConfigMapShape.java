package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.ObjectWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ConfigMaps: the two that metrics servers and pods look for. */
final class ConfigMapShape implements Shape<ConfigMap> {
    private static final ResourceName RESOURCE =
            new ResourceName(
                    "",
                    "v1",
                    "configmaps",
                    "ConfigMap",
                    new ResourceName.Scope(true, ResourceName.READ),
                    new ResourceName.Naming("configmap", List.of("cm")));

    @Override
    public ResourceName resource() {
        return RESOURCE;
    }

    @Override
    public String namespace(ConfigMap map) {
        return map.namespace();
    }

    @Override
    public String name(ConfigMap map) {
        return map.name();
    }

    @Override
    public long version(ConfigMap map) {
        return map.resourceVersion();
    }

    @Override
    public Map<String, String> labels(ConfigMap map) {
        return Map.of();
    }

    @Override
    public @Nullable String field(ConfigMap map, String path) {
        return switch (path) {
            case "metadata.name" -> map.name();
            case "metadata.namespace" -> map.namespace();
            default -> null;
        };
    }

    @Override
    public void writeMetadata(ConfigMap map, long version, ObjectWriter into) {
        Metadata.write(
                new Metadata.Identity(map.name(), map.namespace(), map.uid(), map.createdMillis()),
                version,
                Map.of(),
                into);
    }

    @Override
    public void writeBody(ConfigMap map, ObjectWriter into) {
        into.map(2, "data", map.data());
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.name("The ConfigMap's name, unique in its namespace."),
                Column.of("Data", "How many keys it has."),
                Column.of("Age", "The time since it was created."));
    }

    @Override
    public List<Object> cells(ConfigMap map, long nowMillis) {
        return List.of(map.name(), map.data().size(), Age.of(nowMillis - map.createdMillis()));
    }
}
