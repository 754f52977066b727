package io.kubemeter.apiserver.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    @Test
    void stringsAreEscapedAsGoDoes() {
        quoted("", "");
        quoted("web-785c4cdb56-kvp5z", "web-785c4cdb56-kvp5z");
        quoted("a\"b\\c/d", "a\\\"b\\\\c/d");
        quoted("\b\t\n\f\r", "\\b\\t\\n\\f\\r");
        quoted("\u0000\u0001\u001f", "\\u0000\\u0001\\u001f");
        quoted("<a href=\"x\">&", "\\u003ca href=\\\"x\\\"\\u003e\\u0026");
        quoted("\u007f", "\u007f");
        quoted("é ☃ 𝄞", "é ☃ 𝄞");
        quoted("\u2028\u2029", "\\u2028\\u2029");
        quoted("\ufffd", "\ufffd");
    }

    @Test
    void halfOfAPairStandsForBytesThatAreNoText() {
        quoted("a\udcffb", "a\\ufffdb");
        quoted("\ud834", "\\ufffd");
    }

    @Test
    void bufferGrowsAndKeepsWhatItHolds() {
        ByteBuf into = Unpooled.buffer(4);
        into.writeBytes(new byte[] {'>'});
        JsonWriter writer = new JsonWriter();
        writer.open(into);
        for (int i = 0; i < 1000; i++) {
            writer.string("é" + i);
            writer.raw(',');
        }
        int written = writer.written();
        writer.close();
        assertThat(into.readableBytes()).isEqualTo(written);
        assertThat(into.toString(StandardCharsets.UTF_8))
                .startsWith(">\"é0\",\"é1\",")
                .endsWith("\"é999\",");
    }

    @Test
    void writesBehindWhatWasReadOfASlice() {
        ByteBuf whole = Unpooled.buffer(64);
        whole.writeZero(8);
        ByteBuf into = whole.slice(4, 32).writerIndex(2).readerIndex(1);
        JsonWriter writer = new JsonWriter();
        writer.open(into);
        writer.raw('x');
        assertThat(writer.written()).isEqualTo(2);
        writer.close();
        assertThat(into.getByte(2)).isEqualTo((byte) 'x');
        assertThat(whole.getByte(6)).isEqualTo((byte) 'x');
    }

    private static void quoted(String text, String expected) {
        assertThat(JsonWriter.quote(text)).isEqualTo('"' + expected + '"');
    }
}
