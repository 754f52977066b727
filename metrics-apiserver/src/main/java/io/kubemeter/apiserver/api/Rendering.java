package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.json.JsonIndent;
import io.kubemeter.apiserver.json.YamlText;
import java.nio.charset.StandardCharsets;

/** Turns the JSON of a small document into the format that was agreed on. */
final class Rendering {
    private Rendering() {}

    /** The document, which must not be asked for in protobuf. */
    static byte[] of(String json, Negotiation agreed) {
        if (agreed.format() == Format.YAML) {
            return YamlText.of(json);
        }
        return agreed.pretty()
                ? JsonIndent.of(json)
                : (json + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
