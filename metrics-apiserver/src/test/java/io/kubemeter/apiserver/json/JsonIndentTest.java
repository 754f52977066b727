package io.kubemeter.apiserver.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonIndentTest {
    private static final String COMPACT =
            "{\"a\":{},\"b\":[],\"c\":[1,{\"d\":\"x:{,}[]\\\"\"}],\"e\":null}\n";
    private static final String INDENTED =
            """
            {
              "a": {},
              "b": [],
              "c": [
                1,
                {
                  "d": "x:{,}[]\\""
                }
              ],
              "e": null
            }\
            """;

    @Test
    void wholeTextIsIndented() {
        assertThat(new String(JsonIndent.of(COMPACT), StandardCharsets.UTF_8)).isEqualTo(INDENTED);
    }

    @Test
    void textMayComeInPiecesOfAnySize() {
        for (int size = 1; size < COMPACT.length(); size++) {
            JsonIndent indent = new JsonIndent();
            ByteBuf into = Unpooled.buffer();
            for (int at = 0; at < COMPACT.length(); at += size) {
                String piece = COMPACT.substring(at, Math.min(COMPACT.length(), at + size));
                indent.indent(Unpooled.wrappedBuffer(piece.getBytes(StandardCharsets.UTF_8)), into);
            }
            assertThat(into.toString(StandardCharsets.UTF_8)).isEqualTo(INDENTED);
        }
    }
}
