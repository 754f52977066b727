package io.kubemeter.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is written is read back by Google's reader. */
class ProtoWriterTest {
    @Test
    void numbersAreVarints() throws IOException {
        for (long value : new long[] {0, 1, 127, 128, 300, Long.MAX_VALUE, -1}) {
            CodedInputStream in = written(out -> out.number(ProtoWriter.number(7), value));
            assertThat(in.readTag()).isEqualTo(7 << 3);
            assertThat(in.readInt64()).isEqualTo(value);
            assertThat(in.isAtEnd()).isTrue();
        }
    }

    @Test
    void textsOfEveryLengthAreReadBack() throws IOException {
        for (String sign : new String[] {"a", "é", "☃", "𝄞"}) {
            for (int length : new int[] {0, 1, 31, 32, 42, 43, 63, 64, 127, 128, 16_383, 16_384}) {
                String text = sign.repeat(length);
                CodedInputStream in = written(out -> out.text(ProtoWriter.delimited(3), text));
                assertThat(in.readTag()).isEqualTo(3 << 3 | 2);
                assertThat(in.readStringRequireUtf8()).isEqualTo(text);
                assertThat(in.isAtEnd()).isTrue();
            }
        }
    }

    @Test
    void halfAPairIsReplaced() throws IOException {
        CodedInputStream in = written(out -> out.text(ProtoWriter.delimited(1), "a\udfffb"));
        in.readTag();
        assertThat(in.readStringRequireUtf8()).isEqualTo("a\ufffdb");
    }

    /** What a client sent that was no UTF-8 goes back to it as it came. */
    @Test
    void strayByteIsWrittenAsItCameIn() throws IOException {
        CodedInputStream in = written(out -> out.text(ProtoWriter.delimited(1), "a\udcffb"));
        in.readTag();
        assertThat(in.readByteArray()).containsExactly('a', 0xff, 'b');
    }

    @Test
    void lengthsOfNestedMessagesFollowTheirContent() throws IOException {
        for (int length : new int[] {0, 100, 123, 124, 125, 126, 127, 128, 129, 20_000}) {
            String text = "x".repeat(length);
            CodedInputStream in =
                    written(out -> {
                        int outer = out.begin(ProtoWriter.delimited(1));
                        int inner = out.begin(ProtoWriter.delimited(2));
                        out.text(ProtoWriter.delimited(4), text);
                        out.end(inner);
                        out.number(ProtoWriter.number(5), 9);
                        out.end(outer);
                    });
            assertThat(in.readTag()).isEqualTo(10);
            int outer = in.pushLimit(in.readRawVarint32());
            assertThat(in.readTag()).isEqualTo(18);
            int inner = in.pushLimit(in.readRawVarint32());
            in.readTag();
            assertThat(in.readString()).isEqualTo(text);
            assertThat(in.isAtEnd()).isTrue();
            in.popLimit(inner);
            assertThat(in.readTag()).isEqualTo(40);
            assertThat(in.readInt32()).isEqualTo(9);
            assertThat(in.isAtEnd()).isTrue();
            in.popLimit(outer);
            assertThat(in.isAtEnd()).isTrue();
        }
    }

    private static CodedInputStream written(Consumer<ProtoWriter> content) {
        ByteBuf into = Unpooled.buffer(1);
        ProtoWriter out = new ProtoWriter();
        out.open(into);
        content.accept(out);
        int written = out.written();
        out.close();
        assertThat(into.readableBytes()).isEqualTo(written);
        return CodedInputStream.newInstance(into.nioBuffer());
    }
}
