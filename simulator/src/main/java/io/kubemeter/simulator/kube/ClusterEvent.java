package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.JsonTree;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/**
 * An Event as somebody posted it.
 *
 * @param involved the object that it is about
 * @param type Normal or Warning
 * @param reason one word
 * @param message the text
 * @param source who saw it
 */
public record ClusterEvent(
        Identity identity,
        Involved involved,
        String type,
        String reason,
        String message,
        String source) {
    /** What every object has. */
    public record Identity(
            String namespace, String name, String uid, long createdMillis, long version) {}

    /** The object that an Event is about. */
    public record Involved(
            String apiVersion, String kind, String namespace, String name, String uid) {}

    /** Throws {@link IllegalArgumentException} on what is no Event. */
    static ClusterEvent parse(byte[] body, Identity identity) {
        Map<String, Object> event = JsonTree.parse(body);
        Map<String, Object> involved = JsonTree.child(event, "involvedObject");
        return new ClusterEvent(
                new Identity(
                        identity.namespace(),
                        JsonTree.text(JsonTree.child(event, "metadata"), "name"),
                        identity.uid(),
                        seen(event, identity.createdMillis()),
                        identity.version()),
                new Involved(
                        JsonTree.text(involved, "apiVersion"),
                        JsonTree.text(involved, "kind"),
                        JsonTree.text(involved, "namespace"),
                        JsonTree.text(involved, "name"),
                        JsonTree.text(involved, "uid")),
                JsonTree.text(event, "type"),
                JsonTree.text(event, "reason"),
                JsonTree.text(event, "message"),
                JsonTree.text(JsonTree.child(event, "source"), "component"));
    }

    private static long seen(Map<String, Object> event, long otherwise) {
        String at = JsonTree.text(event, "lastTimestamp");
        try {
            return at.isEmpty() ? otherwise : Instant.parse(at).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("lastTimestamp: " + at, e);
        }
    }
}
