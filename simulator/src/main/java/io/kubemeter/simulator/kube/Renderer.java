package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.kube.Format.As;
import io.kubemeter.simulator.wire.JsonWriter;
import io.kubemeter.simulator.wire.ObjectWriter;
import io.kubemeter.simulator.wire.ProtobufWriter;
import java.util.List;
import java.util.Map;

/**
 * Writes objects of one kind as a client wants them.
 *
 * <p><b>Owner:</b> the event loop of the exchange.
 */
final class Renderer<T> {
    private static final String META = "meta.k8s.io/v1";

    private final Shape<T> shape;
    private final As as;
    private final boolean rowObjects;
    private final long nowMillis;

    Renderer(Shape<T> shape, As as, boolean rowObjects, long nowMillis) {
        this.shape = shape;
        this.as = as;
        this.rowObjects = rowObjects;
        this.nowMillis = nowMillis;
    }

    /** Whether what it writes is what a {@link Stored} remembers the length of. */
    boolean remembersLength() {
        return as == As.OBJECT;
    }

    String itemApiVersion() {
        return as == As.METADATA ? META : shape.resource().apiVersion();
    }

    String itemKind() {
        return as == As.METADATA ? "PartialObjectMetadata" : shape.resource().kind();
    }

    /** The fields of an object: of the whole one, or its metadata alone. */
    void fields(Stored<T> stored, ObjectWriter into) {
        into.begin(1, "metadata");
        shape.writeMetadata(stored.object(), stored.version(), into);
        into.end();
        if (as == As.OBJECT) {
            shape.writeBody(stored.object(), into);
        }
    }

    /** An object by itself, in an object that is opened and closed here. */
    void json(Stored<T> stored, JsonWriter json) {
        json.object();
        if (as == As.TABLE) {
            tableHead(json, Long.toString(stored.version()), true);
            row(stored, json);
            json.endList();
        } else {
            json.kind(itemApiVersion(), itemKind());
            fields(stored, json);
        }
        json.end();
    }

    /** An item of a list: without kind, unless it is metadata alone. */
    void item(Stored<T> stored, JsonWriter json) {
        switch (as) {
            case TABLE -> row(stored, json);
            case METADATA -> json(stored, json);
            case OBJECT -> {
                json.object();
                fields(stored, json);
                json.end();
            }
        }
    }

    void protobuf(Stored<T> stored, ProtobufWriter protobuf) {
        protobuf.beginUnknown(itemApiVersion(), itemKind());
        fields(stored, protobuf);
        protobuf.endUnknown();
    }

    /** Everything of a list or Table that stands before its items; {@code items} is left open. */
    void listHead(JsonWriter json, ListMeta meta) {
        json.object();
        if (as == As.TABLE) {
            json.kind(META, "Table");
            meta.write(json);
            columns(json);
            json.array("rows");
            return;
        }
        json.kind(itemApiVersion(), listKind());
        meta.write(json);
        json.array("items");
    }

    String listKind() {
        return itemKind() + "List";
    }

    private void tableHead(JsonWriter json, String version, boolean withColumns) {
        json.kind(META, "Table");
        new ListMeta(version, "", 0).write(json);
        if (withColumns) {
            columns(json);
        } else {
            json.name("columnDefinitions").raw("null");
        }
        json.array("rows");
    }

    private void columns(JsonWriter json) {
        json.array("columnDefinitions");
        for (Column column : shape.columns()) {
            json.object();
            json.shownText(0, "name", column.name());
            json.shownText(0, "type", column.type());
            json.shownText(0, "format", column.format());
            json.shownText(0, "description", column.description());
            json.shownInteger(0, "priority", column.priority());
            json.end();
        }
        json.endList();
    }

    private void row(Stored<T> stored, JsonWriter json) {
        json.object();
        json.array("cells");
        List<Object> cells = shape.cells(stored.object(), nowMillis);
        for (Object cell : cells) {
            if (cell instanceof Number number) {
                json.element(number.longValue());
            } else {
                json.element(cell.toString());
            }
        }
        json.endList();
        if (rowObjects) {
            json.begin(0, "object");
            json.kind(META, "PartialObjectMetadata");
            json.begin(1, "metadata");
            shape.writeMetadata(stored.object(), stored.version(), json);
            json.end();
            json.end();
        }
        json.end();
    }

    /** A bookmark's object: nothing but a version, and the mark that the first events are over. */
    void bookmark(long version, boolean initialEventsEnd, ObjectWriter into) {
        into.begin(1, "metadata");
        into.text(6, "resourceVersion", Long.toString(version));
        if (initialEventsEnd) {
            into.map(12, "annotations", Map.of("k8s.io/initial-events-end", "true"));
        }
        into.end();
    }

    void bookmarkJson(long version, boolean initialEventsEnd, JsonWriter json) {
        json.object();
        if (as == As.TABLE) {
            tableHead(json, Long.toString(version), false);
            json.object();
            json.array("cells");
            shape.columns().forEach(_ -> json.element(""));
            json.endList();
            json.begin(0, "object");
            json.kind(META, "PartialObjectMetadata");
            bookmark(version, initialEventsEnd, json);
            json.end();
            json.end();
            json.endList();
        } else {
            json.kind(itemApiVersion(), itemKind());
            bookmark(version, initialEventsEnd, json);
        }
        json.end();
    }
}
