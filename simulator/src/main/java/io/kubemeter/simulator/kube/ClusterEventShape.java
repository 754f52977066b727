package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.ObjectWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events: whoever may creates them, and they are read like everything else. */
final class ClusterEventShape implements Shape<ClusterEvent> {
    private static final ResourceName RESOURCE =
            new ResourceName(
                    "",
                    "v1",
                    "events",
                    "Event",
                    new ResourceName.Scope(true, List.of("create", "get", "list", "watch")),
                    new ResourceName.Naming("event", List.of("ev")));

    @Override
    public ResourceName resource() {
        return RESOURCE;
    }

    @Override
    public String namespace(ClusterEvent event) {
        return event.identity().namespace();
    }

    @Override
    public String name(ClusterEvent event) {
        return event.identity().name();
    }

    @Override
    public long version(ClusterEvent event) {
        return event.identity().version();
    }

    @Override
    public Map<String, String> labels(ClusterEvent event) {
        return Map.of();
    }

    @Override
    public @Nullable String field(ClusterEvent event, String path) {
        return switch (path) {
            case "metadata.name" -> name(event);
            case "metadata.namespace" -> namespace(event);
            case "involvedObject.kind" -> event.involved().kind();
            case "involvedObject.namespace" -> event.involved().namespace();
            case "involvedObject.name" -> event.involved().name();
            case "involvedObject.uid" -> event.involved().uid();
            case "involvedObject.apiVersion" -> event.involved().apiVersion();
            case "reason" -> event.reason();
            case "type" -> event.type();
            case "source", "reportingComponent" -> event.source();
            default -> null;
        };
    }

    @Override
    public void writeMetadata(ClusterEvent event, long version, ObjectWriter into) {
        ClusterEvent.Identity of = event.identity();
        Metadata.write(
                new Metadata.Identity(of.name(), of.namespace(), of.uid(), of.createdMillis()),
                version,
                Map.of(),
                into);
    }

    @Override
    public void writeBody(ClusterEvent event, ObjectWriter into) {
        into.begin(2, "involvedObject");
        into.text(1, "kind", event.involved().kind());
        into.text(2, "namespace", event.involved().namespace());
        into.text(3, "name", event.involved().name());
        into.text(4, "uid", event.involved().uid());
        into.text(5, "apiVersion", event.involved().apiVersion());
        into.end();
        into.text(3, "reason", event.reason());
        into.text(4, "message", event.message());
        into.begin(5, "source");
        into.text(1, "component", event.source());
        into.end();
        into.time(6, "firstTimestamp", event.identity().createdMillis());
        into.time(7, "lastTimestamp", event.identity().createdMillis());
        into.integer(8, "count", 1);
        into.text(9, "type", event.type());
        into.text(14, "reportingComponent", event.source());
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.of("Last Seen", "How long ago it was seen last."),
                Column.of("Type", "Normal or Warning."),
                Column.of("Reason", "Why, in one word."),
                Column.of("Object", "What it is about."),
                Column.of("Message", "What happened."));
    }

    @Override
    public List<Object> cells(ClusterEvent event, long nowMillis) {
        return List.of(
                Age.of(nowMillis - event.identity().createdMillis()),
                event.type(),
                event.reason(),
                event.involved().kind().toLowerCase(Locale.ROOT) + "/" + event.involved().name(),
                event.message());
    }
}
