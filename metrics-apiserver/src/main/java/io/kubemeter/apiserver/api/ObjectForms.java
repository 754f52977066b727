package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.api.ListJson.Frame;
import io.kubemeter.apiserver.api.Negotiation.Transform;
import io.kubemeter.apiserver.json.JsonWriter;
import io.kubemeter.apiserver.protobuf.KubeEnvelope;
import io.kubemeter.model.ExtraUsage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the objects of one answer in the form and format that were agreed on. */
final class ObjectForms {
    private static final String TABLE = "Table";
    private static final String PARTIAL = "PartialObjectMetadata";
    private static final String PARTIAL_LIST = "PartialObjectMetadataList";

    private final MetricsKind kind;
    private final String apiVersion;
    private final Negotiation agreed;
    private final String include;
    private final long nowMillis;
    private final Set<ExtraUsage> extras;

    /**
     * Forms of the objects of a kind.
     *
     * @param include how much of an object stands in a Table's row
     * @param extras what may stand beside CPU and memory
     */
    ObjectForms(
            MetricsKind kind,
            String version,
            Negotiation agreed,
            String include,
            long nowMillis,
            Set<ExtraUsage> extras) {
        this.kind = kind;
        this.apiVersion = Discovery.groupVersion(version);
        this.agreed = agreed;
        this.include = include;
        this.nowMillis = nowMillis;
        this.extras = extras;
    }

    static void requireInclude(String include) throws RefusedException {
        switch (include) {
            case "", "Metadata", "Object", "None" -> {}
            default ->
                    throw new RefusedException(
                            Status.badRequest(
                                    "Unable to convert to Table as requested: includeObject: Invalid"
                                            + " value: "
                                            + JsonWriter.quote(include)
                                            + ": must be 'Metadata', 'Object', 'None', or empty"));
        }
    }

    /** The objects as a list; what waits to be sent of it counts in {@code backlog}. */
    BodySource list(RowSource rows, Backlog backlog) throws RefusedException {
        Transform transform = agreed.transform();
        if (transform != null && transform.kind().equals(PARTIAL)) {
            throw wrongShape("is a list", kind.listKind(), PARTIAL);
        }
        if (agreed.format() == Format.PROTOBUF) {
            return listProto(rows, transform, backlog);
        }
        MetricsJson json = new MetricsJson(kind, nowMillis);
        if (transform == null) {
            return text(rows, json::item, Frame.items(apiVersion, kind.listKind(), "[]"));
        }
        String meta = transform.version();
        return transform.kind().equals(TABLE)
                ? text(rows, tableRow(json, meta), Frame.table(meta, extras))
                : text(
                        rows,
                        json.metadataOnly(meta),
                        Frame.items("meta.k8s.io/" + meta, PARTIAL_LIST, "null"));
    }

    BodySource one(MetricsRow row) throws RefusedException {
        Transform transform = agreed.transform();
        if (transform != null && transform.kind().equals(PARTIAL_LIST)) {
            throw wrongShape("is not a list", kind.kind(), PARTIAL_LIST);
        }
        if (agreed.format() == Format.PROTOBUF) {
            return BodySource.of(oneProto(row, transform));
        }
        MetricsJson json = new MetricsJson(kind, nowMillis);
        if (transform == null) {
            return one(row, json.object(apiVersion, kind.kind()));
        }
        return transform.kind().equals(TABLE)
                ? text(
                        new SingleRow(row, extras),
                        tableRow(json, transform.version()),
                        Frame.table(transform.version(), extras))
                : one(row, json.metadataOnly(transform.version()));
    }

    private RowJson tableRow(MetricsJson json, String meta) {
        return json.tableRow(
                extras,
                switch (include) {
                    case "None" -> MetricsJson::noObject;
                    case "Object" -> json.object(apiVersion, kind.kind());
                    default -> json.metadataOnly(meta);
                });
    }

    private BodySource text(RowSource rows, RowJson form, Frame frame) {
        BodySource json = new ListJson(rows, form, frame);
        if (agreed.format() == Format.YAML) {
            return new YamlBody(json);
        }
        return agreed.pretty() ? new IndentedBody(json) : json;
    }

    private BodySource one(MetricsRow row, RowJson form) {
        ByteBuf into = Unpooled.buffer();
        JsonWriter writer = new JsonWriter();
        writer.open(into);
        form.write(row, writer);
        writer.close();
        return BodySource.of(Rendering.of(into.toString(StandardCharsets.UTF_8), agreed));
    }

    private BodySource listProto(RowSource rows, @Nullable Transform to, Backlog backlog) {
        KubeEnvelope envelope =
                to == null
                        ? new KubeEnvelope(apiVersion, kind.listKind())
                        : new KubeEnvelope("meta.k8s.io/" + to.version(), PARTIAL_LIST);
        MetricsProto form = new MetricsProto(kind, to != null, nowMillis);
        return to != null && to.version().equals("v1beta1")
                ? ListProto.itemsFirst(rows, form, envelope, backlog)
                : ListProto.of(rows, form, envelope, backlog);
    }

    private byte[] oneProto(MetricsRow row, @Nullable Transform to) {
        KubeEnvelope envelope =
                to == null
                        ? new KubeEnvelope(apiVersion, kind.kind())
                        : new KubeEnvelope("meta.k8s.io/" + to.version(), PARTIAL);
        MetricsProto form = new MetricsProto(kind, to != null, nowMillis);
        byte[] content = StatusBody.written(out -> form.write(row, out));
        return StatusBody.written(out -> {
            envelope.before(out, content.length);
            out.raw(content);
            envelope.after(out);
        });
    }

    private static RefusedException wrongShape(String is, String type, String asked) {
        return new RefusedException(
                Status.notAcceptable(
                        "you requested "
                                + asked
                                + ", but the requested object "
                                + is
                                + " (*metrics."
                                + type
                                + ")"));
    }

    /** One row that stands for a list. */
    private static final class SingleRow implements RowSource {
        private final MetricsRow row;
        private final Set<ExtraUsage> extras;
        private boolean given;

        SingleRow(MetricsRow row, Set<ExtraUsage> extras) {
            this.row = row;
            this.extras = extras;
        }

        @Override
        public boolean next(MetricsRow into) {
            if (given) {
                return false;
            }
            given = true;
            into.begin(row.namespace, row.name, row.labels);
            into.measuredAt(row.timestampMillis, row.windowMillis);
            for (int i = 0; i < row.size; i++) {
                into.add(row.containers[i], row.cpuNanocores[i], row.memoryBytes[i]);
                for (ExtraUsage extra : extras) {
                    into.extra(extra, row.extraBytes(i, extra));
                }
            }
            return true;
        }
    }
}
