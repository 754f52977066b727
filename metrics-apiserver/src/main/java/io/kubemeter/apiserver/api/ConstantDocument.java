package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.json.JsonIndent;
import io.kubemeter.apiserver.json.YamlText;
import io.kubemeter.apiserver.protobuf.KubeEnvelope;
import io.kubemeter.apiserver.protobuf.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** A document that never changes, written once in every format. Immutable: its bytes are shared. */
final class ConstantDocument {
    private final byte[] json;
    private final byte[] indented;
    private final byte[] yaml;
    private final byte[] protobuf;
    private final String etag;

    /** Writes the bytes of an object. */
    interface Content {
        void write(ProtoWriter out);
    }

    /** The same document as JSON, and as what stands in the envelope of protobuf. */
    ConstantDocument(String text, KubeEnvelope envelope, Content content) {
        json = (text + "\n").getBytes(StandardCharsets.UTF_8);
        indented = JsonIndent.of(text);
        yaml = YamlText.of(text);
        byte[] bytes = StatusBody.written(content::write);
        protobuf =
                StatusBody.written(out -> {
                    envelope.before(out, bytes.length);
                    out.raw(bytes);
                    envelope.after(out);
                });
        etag = etag(text);
    }

    /** What names this content, as upstream makes it: of its JSON, for every format. */
    String etag() {
        return etag;
    }

    BodySource body(Negotiation agreed) {
        return BodySource.of(
                switch (agreed.format()) {
                    case JSON -> agreed.pretty() ? indented : json;
                    case YAML -> yaml;
                    case PROTOBUF -> protobuf;
                });
    }

    private static String etag(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-512")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "\"" + HexFormat.of().formatHex(hash).toUpperCase(Locale.ROOT) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-512", e);
        }
    }
}
