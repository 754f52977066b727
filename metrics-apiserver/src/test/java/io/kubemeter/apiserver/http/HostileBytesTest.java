package io.kubemeter.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recorded bytes of hostile clients, sent over TLS to a real listener: each ends in a clean
 * answer or a closed connection, and an honest client is served afterwards.
 *
 * <p>A file's name ends in the statuses that are answered, in order; without any, the client hears
 * nothing and the connection ends.
 */
class HostileBytesTest {
    private static final ListenerTimeouts IMPATIENT =
            new ListenerTimeouts(
                    Duration.ofSeconds(60),
                    Duration.ofMillis(200),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1));
    private static final ListenerLimits SMALL = new ListenerLimits(100, 2048, 1024, 10, 512);
    private static final String ANSWER = "HTTP/1.1 ";

    private static ListenerFixture patient;
    private static ListenerFixture impatient;

    @BeforeAll
    static void start() {
        patient =
                ListenerFixture.start(
                        HostileBytesTest::fine, c -> ListenerFixture.limits(c, SMALL));
        impatient =
                ListenerFixture.start(
                        HostileBytesTest::fine,
                        c -> ListenerFixture.times(ListenerFixture.limits(c, SMALL), IMPATIENT));
    }

    @AfterAll
    static void stop() {
        patient.close();
        impatient.close();
    }

    static List<Path> recorded() throws IOException, URISyntaxException {
        Path folder =
                Path.of(
                        HostileBytesTest.class
                                .getResource("HttpFuzzInputs/http1IsTheSameHoweverItIsCut")
                                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void endsCleanly(Path file) throws IOException {
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        String expected = dot < 0 ? "" : name.substring(dot);
        // Who never finishes hears nothing, and is not waited for.
        String answers =
                answers(
                        dot < 0 ? impatient : patient,
                        Files.readAllBytes(file),
                        dot < 0 || !expected.endsWith(".200")
                                ? Integer.MAX_VALUE
                                : expected.length() / 4);
        StringBuilder statuses = new StringBuilder();
        for (String line : answers.split("(?=HTTP/1\\.1 )", -1)) {
            if (line.startsWith(ANSWER)) {
                statuses.append('.').append(line, ANSWER.length(), ANSWER.length() + 3);
            }
        }
        // A reset may overtake the refusal of bytes that were not read.
        if (!statuses.isEmpty() || expected.endsWith(".200")) {
            assertThat(statuses.toString()).as(answers).isEqualTo(expected);
        }
        assertThat(answers).doesNotContain("Exception", "\tat ", "<html");
    }

    @Test
    void honestClientIsServedAfterThem() throws Exception {
        for (Path file : recorded()) {
            if (!file.toString().endsWith(".200")) {
                answers(impatient, Files.readAllBytes(file), Integer.MAX_VALUE);
            }
        }
        assertThat(answers(patient, head("GET /apis HTTP/1.1"), 1))
                .startsWith("HTTP/1.1 200 OK\r\n");
        ListenerFixture.await(() -> impatient.listener.counters().inFlight() == 0);
        ListenerFixture.await(() -> impatient.listener.counters().open() == 0);
    }

    private static byte[] head(String line) {
        return (line + "\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void fine(HttpExchange exchange) {
        exchange.respond(Response.of(200, List.of(), "fine".getBytes(StandardCharsets.US_ASCII)));
    }

    /** What comes back, until it is so many answers or the connection ends. */
    private static String answers(ListenerFixture fixture, byte[] request, int most)
            throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        try (SSLSocket socket = fixture.socket()) {
            socket.setSoTimeout(60_000);
            socket.startHandshake();
            Thread sender = Thread.ofVirtual().start(() -> send(socket, request));
            try {
                read(socket.getInputStream(), heard, most);
            } catch (IOException e) {
                // Closed with bytes of ours unread: a reset is as good.
                assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
            }
            sender.interrupt();
        }
        return heard.toString(StandardCharsets.ISO_8859_1);
    }

    private static void read(InputStream in, ByteArrayOutputStream heard, int most)
            throws IOException {
        byte[] piece = new byte[8192];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            heard.write(piece, 0, n);
            if (heard.toString(StandardCharsets.ISO_8859_1).split(ANSWER, -1).length > most) {
                return;
            }
        }
    }

    private static void send(SSLSocket socket, byte[] request) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
        } catch (IOException e) {
            // The other side has heard enough.
        }
    }
}
