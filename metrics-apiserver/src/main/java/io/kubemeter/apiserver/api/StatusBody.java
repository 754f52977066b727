package io.kubemeter.apiserver.api;

import static io.kubemeter.apiserver.json.JsonWriter.quote;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.delimited;
import static io.kubemeter.apiserver.protobuf.ProtoWriter.number;

import io.kubemeter.apiserver.json.JsonIndent;
import io.kubemeter.apiserver.json.JsonWriter;
import io.kubemeter.apiserver.json.YamlText;
import io.kubemeter.apiserver.protobuf.KubeEnvelope;
import io.kubemeter.apiserver.protobuf.ProtoWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes a {@link Status} in the formats of the API. */
final class StatusBody {
    private static final KubeEnvelope ENVELOPE = new KubeEnvelope("v1", "Status");
    private static final byte[] EMPTY_LIST_META = {
        (byte) delimited(1),
        6,
        (byte) delimited(1),
        0,
        (byte) delimited(2),
        0,
        (byte) delimited(3),
        0
    };

    private StatusBody() {}

    /** The bytes; {@code indented} as upstream writes where it could not negotiate. */
    static byte[] of(Status status, Format format, boolean indented) {
        return switch (format) {
            case JSON -> indented ? JsonIndent.of(json(status)) : line(json(status));
            case YAML -> YamlText.of(json(status));
            case PROTOBUF -> protobuf(status);
        };
    }

    private static byte[] line(String json) {
        return JsonWriter.constant(json + "\n");
    }

    private static String json(Status status) {
        StringBuilder out =
                new StringBuilder(
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},"
                                + "\"status\":\"Failure\"");
        addText(out, "message", status.message());
        addText(out, "reason", status.reason());
        Status.Details details = status.details();
        if (details != null) {
            out.append(",\"details\":").append(json(details));
        }
        return out.append(",\"code\":").append(status.code()).append('}').toString();
    }

    private static String json(Status.Details details) {
        StringBuilder out = new StringBuilder();
        addText(out, "name", details.name());
        addText(out, "group", details.group());
        addText(out, "kind", details.kind());
        if (!details.causes().isEmpty()) {
            List<String> causes = new ArrayList<>();
            for (Status.Cause cause : details.causes()) {
                StringBuilder one = new StringBuilder();
                addText(one, "reason", cause.reason());
                addText(one, "message", cause.message());
                addText(one, "field", cause.field());
                causes.add(object(one));
            }
            out.append(",\"causes\":[").append(String.join(",", causes)).append(']');
        }
        if (details.retryAfterSeconds() != 0) {
            out.append(",\"retryAfterSeconds\":").append(details.retryAfterSeconds());
        }
        return object(out);
    }

    /** The members, each behind a comma, as an object. */
    private static String object(StringBuilder members) {
        return "{" + (members.isEmpty() ? "" : members.substring(1)) + "}";
    }

    private static void addText(StringBuilder out, String name, String value) {
        if (!value.isEmpty()) {
            out.append(",\"").append(name).append("\":").append(quote(value));
        }
    }

    private static byte[] protobuf(Status status) {
        byte[] content =
                written(out -> {
                    out.raw(EMPTY_LIST_META);
                    out.text(delimited(2), "Failure");
                    out.text(delimited(3), status.message());
                    out.text(delimited(4), status.reason());
                    Status.Details details = status.details();
                    if (details != null) {
                        nested(out, delimited(5), written(o -> details(o, details)));
                    }
                    out.number(number(6), status.code());
                });
        return written(out -> {
            ENVELOPE.before(out, content.length);
            out.raw(content);
            ENVELOPE.after(out);
        });
    }

    private static void details(ProtoWriter out, Status.Details details) {
        out.text(delimited(1), details.name());
        out.text(delimited(2), details.group());
        out.text(delimited(3), details.kind());
        for (Status.Cause cause : details.causes()) {
            byte[] one =
                    written(o -> {
                        o.text(delimited(1), cause.reason());
                        o.text(delimited(2), cause.message());
                        o.text(delimited(3), cause.field());
                    });
            nested(out, delimited(4), one);
        }
        out.number(number(5), details.retryAfterSeconds());
        out.text(delimited(6), "");
    }

    private static void nested(ProtoWriter out, int tag, byte[] content) {
        out.head(tag, content.length);
        out.raw(content);
    }

    /** What is written into a buffer of its own. */
    static byte[] written(Consumer<ProtoWriter> content) {
        ByteBuf into = Unpooled.buffer();
        ProtoWriter out = new ProtoWriter();
        out.open(into);
        content.accept(out);
        out.close();
        byte[] bytes = new byte[into.readableBytes()];
        into.readBytes(bytes);
        return bytes;
    }
}
