package io.kubemeter.apiserver.json;

import java.nio.charset.StandardCharsets;

/** Turns JSON text into the YAML that Go's encoder makes of it: keys sorted, blocks, few quotes. */
public final class YamlText {
    private YamlText() {}

    /** The whole text. */
    public static byte[] of(String json) {
        StringBuilder out = new StringBuilder(json.length());
        new YamlBlocks(out).document(new JsonTree(json).read());
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** One entry of a list that stands directly under a key of the document. */
    public static void entry(String json, StringBuilder into) {
        new YamlBlocks(into).entry(new JsonTree(json).read());
    }
}
