package io.kubemeter.apiserver.http;

import static io.kubemeter.apiserver.http.Http2FloodsTest.END_HEADERS;
import static io.kubemeter.apiserver.http.Http2FloodsTest.END_STREAM;
import static io.kubemeter.apiserver.http.Http2FloodsTest.GOAWAY;
import static io.kubemeter.apiserver.http.Http2FloodsTest.HEADERS;
import static io.kubemeter.apiserver.http.Http2FloodsTest.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Connections on HTTP/2 that many share: what ends, and what must not end, for all of them. */
class GoawayTest {
    private static final int RST_STREAM = 3;
    private static final int ALL = Integer.MAX_VALUE;

    /** Longer than any of these tests may take. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private final BlockingQueue<HttpExchange> asked = new LinkedBlockingQueue<>();

    @Test
    void requestsThatCrossTheGoawayAreAnswered() throws Exception {
        try (ListenerFixture fixture = listening(LONG);
                SSLSocket socket = Http2FloodsTest.connected(fixture)) {
            HttpExchange first = ask(socket, 1);
            ask(socket, 3).respond(answer().closing());
            assertThat(lastStream(socket)).isEqualTo(ALL);
            ask(socket, 5).respond(answer());
            answered(socket, 5);
            first.respond(answer());
            answered(socket, 1);
        }
    }

    @Test
    void clientThatGoesOnIsToldTheLastStream() throws Exception {
        try (ListenerFixture fixture = listening(Duration.ofMillis(50));
                SSLSocket socket = Http2FloodsTest.connected(fixture)) {
            HttpExchange first = ask(socket, 1);
            ask(socket, 3).respond(answer().closing());
            assertThat(lastStream(socket)).isEqualTo(ALL);
            assertThat(lastStream(socket)).isEqualTo(3);
            first.respond(answer());
            answered(socket, 1);
        }
    }

    @Test
    void drainLetsInWhatIsOnItsWay() throws Exception {
        try (ListenerFixture fixture = listening(LONG);
                SSLSocket socket = Http2FloodsTest.connected(fixture)) {
            HttpExchange first = ask(socket, 1);
            Thread closing = Thread.startVirtualThread(fixture.listener::close);
            assertThat(lastStream(socket)).isEqualTo(ALL);
            ask(socket, 3).respond(answer());
            answered(socket, 3);
            first.respond(answer());
            answered(socket, 1);
            Http2FloodsTest.hangUp(socket);
            assertThat(closing.join(ListenerFixture.SOON)).isTrue();
        }
    }

    @Test
    void whoGivesUpAgainAndAgainDoesNotEndTheConnectionOfKnownCallers() throws Exception {
        try (ListenerFixture fixture = listening(LONG);
                SSLSocket socket = Http2FloodsTest.connected(fixture)) {
            HttpExchange first = ask(socket, 1);
            first.callerIsKnown();
            for (int stream = 3; stream < 2_003; stream += 2) {
                ask(socket, stream);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                Http2FloodsTest.frame(out, RST_STREAM, 0, stream, Http2FloodsTest.CANCEL);
                socket.getOutputStream().write(out.toByteArray());
            }
            first.respond(answer());
            answered(socket, 1);
        }
    }

    private ListenerFixture listening(Duration goaway) {
        return ListenerFixture.start(
                asked::add,
                config -> ListenerFixture.times(config, ListenerTimeouts.DEFAULT.goaway(goaway)));
    }

    private static Response answer() {
        return Response.of(200, List.of(), new byte[10]);
    }

    /** Sends a request and waits until the handler has it. */
    private HttpExchange ask(SSLSocket socket, int stream) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (stream == 1) {
            Http2FloodsTest.preface(out);
        }
        Http2FloodsTest.frame(out, HEADERS, END_HEADERS | END_STREAM, stream, REQUEST);
        socket.getOutputStream().write(out.toByteArray());
        HttpExchange exchange = asked.poll(ListenerFixture.SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(exchange).as("stream %d", stream).isNotNull();
        return exchange;
    }

    private record Frame(int type, int flags, int stream, ByteBuffer payload) {}

    private static Frame next(SSLSocket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        return new Frame(
                in.readUnsignedByte(),
                in.readUnsignedByte(),
                in.readInt(),
                ByteBuffer.wrap(in.readNBytes(length)));
    }

    /** The last stream that the next GOAWAY names. */
    private static int lastStream(SSLSocket socket) throws IOException {
        while (true) {
            Frame frame = next(socket);
            if (frame.type() == GOAWAY) {
                return frame.payload().getInt();
            }
        }
    }

    /** Reads to the end of the answer on this stream. */
    private static void answered(SSLSocket socket, int stream) throws IOException {
        Frame frame = next(socket);
        while (frame.stream() != stream || (frame.flags() & END_STREAM) == 0) {
            assertThat(frame.type()).isNotEqualTo(RST_STREAM);
            frame = next(socket);
        }
    }
}
