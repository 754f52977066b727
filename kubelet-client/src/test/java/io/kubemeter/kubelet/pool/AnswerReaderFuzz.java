package io.kubemeter.kubelet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Whatever a peer sends, in whatever pieces: the scrape ends exactly once, within its bound, and
 * the same way however the bytes were cut.
 *
 * <p>The recorded inputs are replayed in every build. To fuzz: {@code JAZZER_FUZZ=1 mvn test -pl
 * kubelet-client -am -Dtest=AnswerReaderFuzz -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class AnswerReaderFuzz {
    private static final int MAX_BODY = 4096;

    @FuzzTest(maxDuration = "5m")
    @DictionaryEntries({
        "HTTP/1.1 200 OK\r\n",
        "Content-Type: text/plain\r\n",
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Encoding: gzip\r\n",
        "Connection: close\r\n",
        "\r\n\r\n",
        "5\r\nabcde\r\n0\r\n\r\n"
    })
    void anAnswerEndsOnceHoweverItIsCut(byte[] input) {
        String whole = outcome(input, input.length);
        assertThat(outcome(input, 1)).isEqualTo(whole);
        assertThat(outcome(input, 7)).isEqualTo(whole);
    }

    private static String outcome(byte[] input, int piece) {
        Heard heard = new Heard();
        AnswerReader reader = new AnswerReader(new Body.Store(MAX_BODY), heard);
        EmbeddedChannel channel =
                new EmbeddedChannel(new HttpResponseDecoder(new HttpDecoderConfig()), reader);
        reader.expect("text/plain");
        for (int at = 0; at < input.length && channel.isOpen(); at += Math.max(1, piece)) {
            int length = Math.min(piece, input.length - at);
            channel.writeInbound(Unpooled.copiedBuffer(input, at, length));
        }
        channel.finishAndReleaseAll();
        assertThat(heard.ends).isEqualTo(1);
        return heard.outcome;
    }

    /** Writes down the first end; nothing but a farewell may follow it. */
    private static final class Heard implements AnswerEvents {
        private String outcome = "";
        private int ends;

        @Override
        public void progressed() {
            assertThat(ends).isZero();
        }

        @Override
        public void completed(AnswerHead head, Body body, boolean keepAlive) {
            assertThat(body.length()).isLessThanOrEqualTo(Math.max(MAX_BODY, 8 << 10));
            String text = new String(body.bytes(), 0, body.length(), StandardCharsets.ISO_8859_1);
            int status = head.status();
            end("completed " + status + " " + (status == 200 ? text : ""));
        }

        @Override
        public void unreadable(Failure failure) {
            end("unreadable " + failure.reason());
        }

        @Override
        public void lost(String detail) {
            if (ends == 0) {
                end("lost");
            }
        }

        private void end(String how) {
            assertThat(ends).as("%s after %s", how, outcome).isZero();
            ends++;
            outcome = how;
        }
    }
}
