package io.kubemeter.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Any bytes of a client end in answers or in a closed connection, however they are cut, and nothing
 * stays under way.
 *
 * <p>The recorded inputs are replayed in every build. To fuzz: {@code JAZZER_FUZZ=1 mvn test -pl
 * metrics-apiserver -am -Dtest=HttpFuzz#http1IsTheSameHoweverItIsCut
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class HttpFuzz {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) [A-Z][^\r]*\r\n");
    private static final List<String> KNOWN =
            List.of("200", "400", "413", "414", "417", "431", "501", "505");
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";
    private static final ListenerLimits SMALL = new ListenerLimits(10, 2048, 1024, 10, 512);

    @FuzzTest(maxDuration = "5m")
    @DictionaryEntries({
        "GET / HTTP/1.1\r\n",
        "Host: a\r\n",
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Connection: close\r\n",
        "Expect: 100-continue\r\n",
        "\r\n\r\n",
        "5\r\nabcde\r\n0\r\n\r\n"
    })
    void http1IsTheSameHoweverItIsCut(byte[] input) {
        String whole = http1(input, input.length);
        assertThat(http1(input, 1)).isEqualTo(whole);
        assertThat(http1(input, 7)).isEqualTo(whole);
    }

    @FuzzTest(maxDuration = "5m")
    void http2IsAnsweredOrClosed(byte[] input) {
        Peer peer = new Peer(true);
        peer.send((PREFACE + SETTINGS).getBytes(StandardCharsets.ISO_8859_1), 1024);
        peer.send(input, 64);
        peer.close();
    }

    /** What was asked and answered, and whether the connection stayed. */
    private static String http1(byte[] input, int piece) {
        Peer peer = new Peer(false);
        peer.send(input, piece);
        boolean open = peer.channel.isOpen();
        String answers = peer.answers();
        peer.close();
        List<String> statuses =
                STATUS.matcher(answers)
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .toList();
        assertThat(KNOWN).containsAll(statuses);
        assertThat(statuses.stream().filter("200"::equals)).hasSameSizeAs(peer.asked);
        assertThat(answers).doesNotContain("Exception", "<html", "<HTML");
        return statuses + " " + peer.asked + " " + open;
    }

    /** A client and the pipeline that hears it. */
    private static final class Peer {
        final List<String> asked = new ArrayList<>();
        final EmbeddedChannel channel = new EmbeddedChannel();
        private final Connections connections = new Connections();
        private final boolean http2;

        Peer(boolean http2) {
            this.http2 = http2;
            ListenerConfig config =
                    new ListenerConfig(
                            new InetSocketAddress(0), 1, SMALL, ListenerTimeouts.DEFAULT);
            Connection connection =
                    new Connection(
                            channel,
                            ClientRule.ANYBODY,
                            new Turns(channel.eventLoop(), System::nanoTime),
                            new ListenerContext(
                                    config,
                                    this::answer,
                                    connections,
                                    new DateHeader(InstantSource.fixed(Instant.EPOCH))));
            connections.opened(connection);
            if (http2) {
                ProtocolChoice.overHttp2(channel.pipeline(), connection);
            } else {
                ProtocolChoice.overHttp1(channel.pipeline(), connection);
            }
        }

        private void answer(HttpExchange exchange) {
            asked.add(exchange.method() + " " + exchange.rawPath());
            exchange.respond(
                    Response.of(200, List.of(), "fine".getBytes(StandardCharsets.US_ASCII)));
        }

        void send(byte[] bytes, int piece) {
            for (int at = 0; at < bytes.length && channel.isOpen(); at += Math.max(1, piece)) {
                int length = Math.min(piece, bytes.length - at);
                channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
                channel.runPendingTasks();
            }
        }

        String answers() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                ByteBuf part = (ByteBuf) out;
                byte[] bytes = new byte[part.readableBytes()];
                part.readBytes(bytes);
                all.writeBytes(bytes);
                part.release();
            }
            return all.toString(StandardCharsets.ISO_8859_1);
        }

        void close() {
            channel.finishAndReleaseAll();
            channel.checkException();
            assertThat(connections.counters().inFlight()).as("http2: %s", http2).isZero();
        }
    }
}
