package io.kubemeter.simulator.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.wire.ObjectWriter;
import java.util.Map;

/** Writes the fields of ObjectMeta and ListMeta. */
final class Metadata {
    private Metadata() {}

    /** Whose object it is: what most objects have in common. */
    record Identity(String name, String namespace, String uid, long createdMillis) {}

    static void write(Identity of, long version, Map<String, String> labels, ObjectWriter into) {
        into.text(1, "name", of.name());
        into.text(3, "namespace", of.namespace());
        into.text(5, "uid", of.uid());
        into.text(6, "resourceVersion", Long.toString(version));
        into.time(8, "creationTimestamp", of.createdMillis());
        into.map(11, "labels", labels);
    }

    /** Who owned which fields, one entry. */
    static void managed(
            ObjectWriter into, String manager, long atMillis, byte[] fields, String subresource) {
        into.beginItem(17);
        into.text(1, "manager", manager);
        into.text(2, "operation", "Update");
        into.text(3, "apiVersion", "v1");
        into.time(4, "time", atMillis);
        into.text(6, "fieldsType", "FieldsV1");
        into.fieldSet(7, "fieldsV1", fields);
        into.text(8, "subresource", subresource);
        into.end();
    }

    static byte[] fields(String json) {
        return json.getBytes(UTF_8);
    }
}
