package io.kubemeter.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Clients that use HTTP/2 to make work: each loses its connection, or gets a refusal. */
class Http2FloodsTest {
    private static final int DATA = 0;
    static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    /** GET, https, / and an authority of one letter, by HPACK's static table. */
    static final byte[] REQUEST = {(byte) 0x82, (byte) 0x87, (byte) 0x84, 0x41, 1, 'a'};

    static final byte[] CANCEL = {0, 0, 0, 8};
    private static final int MANY = 20_000;

    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean answering = true;

    @Test
    void rapidResetsEndTheConnection() throws Exception {
        // Nobody answers in time: what is reset was taken for nothing.
        answering = false;
        ended(out -> {
            for (int stream = 1; stream < MANY; stream += 2) {
                frame(out, HEADERS, END_HEADERS | END_STREAM, stream, REQUEST);
                frame(out, RST_STREAM, 0, stream, CANCEL);
            }
        });
        assertThat(asked.get()).isLessThan(1_000);
    }

    @Test
    void continuationsWithoutEndEndTheConnection() throws Exception {
        ended(out -> {
            frame(out, HEADERS, END_STREAM, 1, REQUEST);
            for (int i = 0; i < MANY; i++) {
                frame(out, CONTINUATION, 0, 1, new byte[0]);
            }
        });
        assertThat(asked.get()).isZero();
    }

    @Test
    void largeContinuationsEndTheConnection() throws Exception {
        byte[] literal = new byte[16_000];
        literal[0] = 0x40;
        literal[1] = 1;
        literal[2] = 'a';
        literal[3] = 0x7f;
        ended(out -> {
            frame(out, HEADERS, END_STREAM, 1, REQUEST);
            for (int i = 0; i < 200; i++) {
                frame(out, CONTINUATION, 0, 1, literal);
            }
        });
        assertThat(asked.get()).isZero();
    }

    @Test
    void headerThatGrowsByReferenceIsRefused() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(REQUEST);
        bomb.write(new byte[] {0x40, 1, 'b', 0x7f, (byte) 0x81, 0x1d});
        bomb.write("x".repeat(3_840).getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 5_000; i++) {
            bomb.write(0xbe);
        }
        ended(out -> frame(out, HEADERS, END_HEADERS | END_STREAM, 1, bomb.toByteArray()), HEADERS);
        assertThat(asked.get()).isZero();
    }

    @Test
    void settingsWhoseAnswersNobodyReadsEndTheConnection() throws Exception {
        endedUnread(out -> {
            while (true) {
                frame(out, SETTINGS, 0, 0, new byte[0]);
            }
        });
    }

    @Test
    void pingsWhoseAnswersNobodyReadsEndTheConnection() throws Exception {
        endedUnread(out -> {
            while (true) {
                frame(out, PING, 0, 0, new byte[8]);
            }
        });
    }

    @Test
    void emptyDataWithoutEndEndsTheConnection() throws Exception {
        ended(out -> {
            frame(out, HEADERS, END_HEADERS, 1, REQUEST);
            for (int i = 0; i < MANY; i++) {
                frame(out, DATA, 0, 1, new byte[0]);
            }
        });
        assertThat(asked.get()).isZero();
    }

    @Test
    void framesThatAreNoneEndTheConnection() throws Exception {
        ended(out -> frame(out, SETTINGS, 0, 0, new byte[5]));
        ended(out -> frame(out, DATA, 0, 0, new byte[5]));
        ended(out -> frame(out, RST_STREAM, 0, 99, CANCEL));
        ended(out -> frame(out, CONTINUATION, END_HEADERS, 1, REQUEST));
        ended(out ->
                out.write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 1}));
        ended(out -> frame(out, HEADERS, END_HEADERS, 2, REQUEST));
        ended(out -> frame(out, HEADERS, END_HEADERS, 1, new byte[] {(byte) 0xff, (byte) 0xff}));
    }

    /** What a client sends. */
    private interface Sending {
        void to(OutputStream out) throws IOException;
    }

    /** Sends, and reads until the connection ends. */
    private void ended(Sending sending) throws Exception {
        ended(sending, GOAWAY);
    }

    /** Sends, and reads until a frame of this type or the end of the connection. */
    private void ended(Sending sending, int last) throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(this::answer);
                SSLSocket socket = connected(fixture)) {
            Thread sender = Thread.ofPlatform().start(() -> send(socket, sending));
            assertThat(endOf(socket, last)).isTrue();
            hangUp(socket);
            sender.join();
            ListenerFixture.await(() -> fixture.listener.counters().inFlight() == 0);
        }
    }

    /** Sends without end, and reads nothing: sending fails when the connection has ended. */
    private void endedUnread(Sending sending) throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(this::answer);
                SSLSocket socket = connected(fixture)) {
            send(socket, sending);
            ListenerFixture.await(() -> fixture.listener.counters().open() == 0);
        }
    }

    /** Lets a sender go that waits for room. */
    static void hangUp(SSLSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The other side was faster.
        }
    }

    static SSLSocket connected(ListenerFixture fixture) throws IOException {
        SSLSocket socket = fixture.socket();
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static void send(SSLSocket socket, Sending sending) {
        try {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 16_384);
            preface(out);
            sending.to(out);
            out.flush();
        } catch (IOException e) {
            // The other side has heard enough.
        }
    }

    /** What a client says first. */
    static void preface(OutputStream out) throws IOException {
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(out, SETTINGS, 0, 0, new byte[0]);
    }

    private static boolean endOf(SSLSocket socket, int last) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        try {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5L + length);
                if (type == GOAWAY || type == last) {
                    return true;
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void answer(HttpExchange exchange) {
        asked.incrementAndGet();
        if (!answering) {
            return;
        }
        exchange.respond(Response.of(200, List.of(), new byte[10]));
    }

    static void frame(OutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.write(stream >> 24);
        out.write(stream >> 16);
        out.write(stream >> 8);
        out.write(stream);
        out.write(payload);
    }
}
