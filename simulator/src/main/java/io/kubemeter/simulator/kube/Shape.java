package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.wire.ObjectWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How objects of one kind are named, selected and written. */
interface Shape<T> {
    ResourceName resource();

    String namespace(T object);

    String name(T object);

    long version(T object);

    Map<String, String> labels(T object);

    /** The value of a field that selectors may name, or {@code null} where they may not. */
    @Nullable String field(T object, String path);

    /** Writes the object's metadata with the given version. */
    void writeMetadata(T object, long version, ObjectWriter into);

    /** Writes all that follows the metadata. */
    void writeBody(T object, ObjectWriter into);

    List<Column> columns();

    /** One cell for each column. */
    List<Object> cells(T object, long nowMillis);

    default String key(T object) {
        return key(namespace(object), name(object));
    }

    static String key(String namespace, String name) {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
