package io.kubemeter.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.Credential;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The listener over real sockets. */
class HttpsListenerTest {
    private static final List<Response.Header> TEXT =
            List.of(new Response.Header("Content-Type", "text/plain; charset=utf-8"));

    private static final int LONG_WORKS = 20;

    @ParameterizedTest
    @EnumSource
    void answersAreWhole(Version version) throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(HttpsListenerTest::echo)) {
            HttpResponse<String> answer = get(fixture, version, "/a%2Fb?c=d&e");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.body()).isEqualTo("GET /a%2Fb c=d&e " + (version == Version.HTTP_2));
            assertThat(answer.headers().firstValue("Date"))
                    .contains("Sat, 21 Nov 2026 03:36:58 GMT");
            assertThat(answer.headers().firstValueAsLong("Content-Length").orElse(-1))
                    .isEqualTo(answer.body().length());
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeAnswersAreStreamed(Version version) throws Exception {
        Counted body = new Counted(300, 64 * 1024);
        try (ListenerFixture fixture =
                ListenerFixture.start(e -> e.respond(Response.of(200, TEXT, body)))) {
            HttpResponse<byte[]> answer =
                    fixture.client(version)
                            .send(
                                    HttpRequest.newBuilder(fixture.uri("/")).build(),
                                    BodyHandlers.ofByteArray());
            assertThat(answer.body()).hasSize(300 * 64 * 1024);
            assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
            assertThat(body.closed.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void headHasNoBody(Version version) throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(HttpsListenerTest::echo)) {
            HttpClient client = fixture.client(version);
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer =
                        client.send(
                                HttpRequest.newBuilder(fixture.uri("/x")).HEAD().build(),
                                BodyHandlers.ofString());
                assertThat(answer.body()).isEmpty();
                assertThat(answer.headers().firstValueAsLong("Content-Length").orElse(-1))
                        .isGreaterThan(0);
            }
            assertThat(fixture.listener.counters().accepted()).isEqualTo(1);
        }
    }

    @Test
    void slowReaderCostsAFewPieces() throws Exception {
        Counted body = new Counted(100_000, 64 * 1024);
        try (ListenerFixture fixture =
                ListenerFixture.start(e -> e.respond(Response.of(200, TEXT, body)))) {
            try (SSLSocket socket = fixture.socket()) {
                socket.getOutputStream().write(request("GET / HTTP/1.1"));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
                // What the two socket buffers hold, and one piece ahead.
                assertThat(settled(body.filled)).isLessThan(400);
            }
            assertThat(body.closed.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void questionThatComesBehindLongWorkIsReadBeforeTheRestOfIt() throws Exception {
        List<Runnable> works = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Integer> doneBefore = new CompletableFuture<>();
        HttpHandler handler =
                exchange -> {
                    if (exchange.rawPath().equals("/short")) {
                        doneBefore.complete(done.get());
                        exchange.respond(text("short"));
                        return;
                    }
                    works.add(() -> {
                        begun.countDown();
                        awaitAndSpin(asked);
                        done.incrementAndGet();
                        exchange.respond(text("long"));
                    });
                    if (works.size() == LONG_WORKS) {
                        works.forEach(exchange.turns()::execute);
                    }
                };
        try (ListenerFixture fixture =
                        ListenerFixture.start(handler, HttpsListenerTest::withOneLoop);
                HttpClient client = fixture.client(Version.HTTP_2);
                SSLSocket socket = fixture.socket()) {
            socket.startHandshake();
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < LONG_WORKS; i++) {
                answers.add(
                        client.sendAsync(
                                HttpRequest.newBuilder(fixture.uri("/long")).build(),
                                BodyHandlers.ofString()));
            }
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            socket.getOutputStream().write(request("GET /short HTTP/1.1"));
            asked.countDown();

            assertThat(doneBefore.get(60, TimeUnit.SECONDS)).isLessThan(LONG_WORKS / 2);
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("long");
            }
        }
    }

    private static ListenerConfig withOneLoop(ListenerConfig config) {
        return new ListenerConfig(config.address(), 1, config.limits(), config.timeouts());
    }

    /** Long enough that a turn holds no second one. */
    private static void awaitAndSpin(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        long start = System.nanoTime();
        while (System.nanoTime() - start < Turns.LONGEST.toNanos()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void stalledReaderIsCutOff() throws Exception {
        Counted body = new Counted(100_000, 64 * 1024);
        ListenerTimeouts impatient =
                new ListenerTimeouts(
                        ListenerFixture.SOON,
                        ListenerFixture.SOON,
                        ListenerFixture.SOON,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1));
        try (ListenerFixture fixture =
                        ListenerFixture.start(
                                e -> e.respond(Response.of(200, TEXT, body)),
                                c -> ListenerFixture.times(c, impatient));
                SSLSocket socket = fixture.socket()) {
            socket.getOutputStream().write(request("GET / HTTP/1.1"));
            assertThat(body.closed.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(fixture.listener.counters().stalled()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersMayComeFromAnotherThread(Version version) throws Exception {
        HttpHandler elsewhere =
                exchange -> Thread.startVirtualThread(() -> exchange.respond(text("later")));
        try (ListenerFixture fixture = ListenerFixture.start(elsewhere)) {
            assertThat(get(fixture, version, "/").body()).isEqualTo("later");
        }
    }

    @ParameterizedTest
    @EnumSource
    void throwingHandlerIsA500AndCounted(Version version) throws Exception {
        HttpHandler broken =
                exchange -> {
                    throw new IllegalStateException("secret detail");
                };
        try (ListenerFixture fixture = ListenerFixture.start(broken)) {
            HttpResponse<String> answer = get(fixture, version, "/");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("500 Internal Server Error");
            assertThat(fixture.listener.counters().failed()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatCannotBeginIsA500(Version version) throws Exception {
        Broken body = new Broken(0);
        try (ListenerFixture fixture =
                ListenerFixture.start(e -> e.respond(Response.of(200, TEXT, body)))) {
            assertThat(get(fixture, version, "/").statusCode()).isEqualTo(500);
            assertThat(fixture.listener.counters().failed()).isEqualTo(1);
            assertThat(body.closed.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatBreaksIsCutShort(Version version) throws Exception {
        Broken body = new Broken(3);
        try (ListenerFixture fixture =
                ListenerFixture.start(e -> e.respond(Response.of(200, TEXT, body)))) {
            assertThatThrownBy(() -> get(fixture, version, "/")).isInstanceOf(IOException.class);
            assertThat(body.closed.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientCertificateIsHandedUpUnjudged(Version version) throws Exception {
        Credential known = ListenerFixture.PKI.frontProxyClient();
        Credential stranger =
                Authority.create("elsewhere", ListenerFixture.PKI.cluster().validity())
                        .issue(
                                new CertificateOrder(
                                        "front-proxy-client",
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        CertificateOrder.Purpose.CLIENT,
                                        ListenerFixture.PKI.cluster().validity()));
        BlockingQueue<List<X509Certificate>> seen = new ArrayBlockingQueue<>(8);
        HttpHandler noting =
                exchange -> {
                    seen.add(exchange.peerCertificates());
                    exchange.respond(text("ok"));
                };
        try (ListenerFixture fixture = ListenerFixture.start(noting)) {
            for (int i = 0; i < 2; i++) {
                // A second connection may resume the first one's session.
                get(fixture.client(version, known), fixture, "/");
                assertThat(seen.take()).first().isEqualTo(known.leaf());
            }
            get(fixture.client(version, stranger), fixture, "/");
            assertThat(seen.take()).first().isEqualTo(stranger.leaf());
            get(fixture.client(version), fixture, "/");
            assertThat(seen.take()).isEmpty();
        }
    }

    @Test
    void connectionIsKeptAndRequestsSentAheadAreAnsweredInOrder() throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(HttpsListenerTest::echo)) {
            String answers =
                    fixture.raw(
                            "GET /one HTTP/1.1\r\nHost: x\r\n\r\n"
                                    + "POST /two HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                                    + "GET https://elsewhere/three?q HTTP/1.1\r\nHost: x\r\n"
                                    + "Connection: close\r\n\r\n");
            assertThat(answers.split("\r\n\r\n"))
                    .anySatisfy(part -> assertThat(part).startsWith("GET /one"))
                    .anySatisfy(part -> assertThat(part).startsWith("POST /two"))
                    .anySatisfy(part -> assertThat(part).startsWith("GET /three q"));
            assertThat(answers.indexOf("/one")).isLessThan(answers.indexOf("/two"));
            assertThat(answers.indexOf("/two")).isLessThan(answers.indexOf("/three"));
        }
    }

    @Test
    void whatIsNoRequestIsRefusedAndClosed() throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(HttpsListenerTest::echo)) {
            refused(fixture, "\u0000\u0001\u0002\u0003\r\n\r\n", "400");
            refused(fixture, "GET / HTTP/1.1\r\n\r\n", "400");
            refused(fixture, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400");
            refused(fixture, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400");
            refused(fixture, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400");
            refused(fixture, "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "400");
            refused(fixture, "GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n", "400");
            refused(fixture, "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "400");
            refused(fixture, "GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505");
            refused(fixture, "GET / HTTP/1.1\r\nHost: a\r\nX Y: b\r\n\r\n", "400");
            refused(fixture, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400");
            refused(
                    fixture,
                    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                    "400");
            refused(
                    fixture,
                    head("POST / HTTP/1.1", "Content-Length: 4", "Transfer-Encoding: chunked")
                            + "0\r\n\r\n",
                    "400");
            refused(
                    fixture,
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
                    "400");
            refused(fixture, "GET /" + "a".repeat(300_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", "414");
            refused(
                    fixture,
                    "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(300_000) + "\r\n\r\n",
                    "431");
            refused(
                    fixture,
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"
                            + "b".repeat(1_500_000),
                    "413");
            assertThat(fixture.listener.counters().inFlight()).isZero();
        }
    }

    @Test
    void longHeadersOfHonestClientsPass() throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(HttpsListenerTest::echo)) {
            for (Version version : Version.values()) {
                HttpResponse<String> answer =
                        fixture.client(version)
                                .send(
                                        HttpRequest.newBuilder(fixture.uri("/"))
                                                .header("X-Long", "a".repeat(70_000))
                                                .build(),
                                        BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void targetMayNameAHostOrNoPathAtAll() throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(HttpsListenerTest::echo)) {
            target(fixture, "GET http://h:1/x?y", "GET /x");
            target(fixture, "GET HTTP:/x", "GET /x");
            target(fixture, "GET http://h", "GET  ");
            target(fixture, "GET http://h?y", "GET  ");
            target(fixture, "GET x:y", "GET  ");
            target(fixture, "CONNECT h:1", "CONNECT  ");
        }
    }

    @Test
    void connectionStaysAfterAnExpectationWithoutABody() throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(HttpsListenerTest::echo)) {
            assertThat(
                            fixture.raw(
                                    head("GET /one HTTP/1.1", "Expect: 100-continue")
                                            + head("GET /two HTTP/1.1", "Expect: ")
                                            + head("GET /three HTTP/1.1", "Connection: close")))
                    .contains("GET /one", "GET /two", "GET /three");
            assertThat(fixture.raw(head("GET / HTTP/1.1", "Expect: much")))
                    .startsWith("HTTP/1.1 417 ")
                    .doesNotContainIgnoringCase("content-type");
        }
    }

    @Test
    void oldClientIsNotToldThatTheConnectionEnds() throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(HttpsListenerTest::echo)) {
            assertThat(fixture.raw("GET /old HTTP/1.0\r\n\r\n"))
                    .contains("GET /old")
                    .doesNotContainIgnoringCase("connection:");
        }
    }

    @Test
    void bodyThatWaitsForPermissionIsNeverAskedFor() throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(HttpsListenerTest::echo)) {
            String answer =
                    fixture.raw(
                            head("POST /e HTTP/1.1", "Expect: 100-continue", "Content-Length: 10"));
            assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("POST /e");
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodiesAreReadAndThrownAway(Version version) throws Exception {
        try (ListenerFixture fixture = ListenerFixture.start(HttpsListenerTest::echo)) {
            HttpClient client = fixture.client(version);
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer =
                        client.send(
                                HttpRequest.newBuilder(fixture.uri("/p"))
                                        .POST(BodyPublishers.ofString("x".repeat(200_000)))
                                        .build(),
                                BodyHandlers.ofString());
                assertThat(answer.body()).startsWith("POST /p");
            }
            assertThat(fixture.listener.counters().accepted()).isEqualTo(1);
        }
    }

    @Test
    void silentConnectionsAndSlowHeadsAreClosed() throws Exception {
        ListenerTimeouts impatient =
                new ListenerTimeouts(
                        ListenerFixture.SOON,
                        Duration.ofMillis(300),
                        Duration.ofMillis(300),
                        ListenerFixture.SOON,
                        Duration.ofSeconds(1));
        try (ListenerFixture fixture =
                        ListenerFixture.start(
                                HttpsListenerTest::echo, c -> ListenerFixture.times(c, impatient));
                SSLSocket silent = fixture.socket();
                SSLSocket slow = fixture.socket()) {
            silent.startHandshake();
            assertThat(ends(silent)).isTrue();
            slow.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));
            assertThat(ends(slow)).isTrue();
            assertThat(fixture.listener.counters().timedOut()).isEqualTo(1);
        }
    }

    @Test
    void connectionThatNobodyUsesMakesRoom() throws Exception {
        ListenerLimits two = new ListenerLimits(2, 8192, 8192, 100, 8192);
        try (ListenerFixture fixture =
                        ListenerFixture.start(
                                HttpsListenerTest::echo, c -> ListenerFixture.limits(c, two));
                SSLSocket used = fixture.socket();
                SSLSocket unused = fixture.socket()) {
            asks(used);
            unused.startHandshake();
            try (SSLSocket third = fixture.socket()) {
                asks(third);
                assertThat(ends(unused)).isTrue();
                asks(used);
            }
            assertThat(fixture.listener.counters().evicted()).isEqualTo(1);
            assertThat(fixture.listener.counters().refused()).isZero();
        }
    }

    @Test
    void connectionIsRefusedWhereAllAreAtWork() throws Exception {
        ListenerLimits one = new ListenerLimits(1, 8192, 8192, 100, 8192);
        CompletableFuture<HttpExchange> asked = new CompletableFuture<>();
        try (ListenerFixture fixture =
                        ListenerFixture.start(
                                asked::complete, c -> ListenerFixture.limits(c, one));
                SSLSocket busy = fixture.socket()) {
            busy.getOutputStream()
                    .write(
                            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            HttpExchange exchange = asked.get(60, TimeUnit.SECONDS);
            try (SSLSocket second = fixture.socket()) {
                assertThatThrownBy(second::startHandshake).isInstanceOf(IOException.class);
            }
            assertThat(fixture.listener.counters().refused()).isEqualTo(1);
            echo(exchange);
            assertThat(busy.getInputStream().read()).isEqualTo('H');
        }
    }

    private static void asks(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("GET /1 null false")) {
            int next = socket.getInputStream().read();
            assertThat(next).as(answer.toString()).isNotNegative();
            answer.append((char) next);
        }
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void drainFinishesWhatIsUnderWay(Version version) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CompletableFuture<HttpExchange> held = new CompletableFuture<>();
        HttpHandler waiting =
                exchange -> {
                    held.complete(exchange);
                    arrived.countDown();
                };
        try (ListenerFixture fixture = ListenerFixture.start(waiting)) {
            CompletableFuture<HttpResponse<String>> answer =
                    fixture.client(version)
                            .sendAsync(
                                    HttpRequest.newBuilder(fixture.uri("/")).build(),
                                    BodyHandlers.ofString());
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(fixture.listener.counters().inFlight()).isEqualTo(1);
            Thread closing = Thread.startVirtualThread(fixture.listener::close);
            assertThat(closing.join(Duration.ofMillis(100))).isFalse();
            assertThatThrownBy(() -> get(fixture, version, "/")).isInstanceOf(IOException.class);
            held.get(10, TimeUnit.SECONDS).respond(text("in time"));
            assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("in time");
            assertThat(closing.join(ListenerFixture.SOON)).isTrue();
            assertThat(fixture.listener.counters().inFlight()).isZero();
        }
    }

    @Test
    void drainIsBounded() throws Exception {
        ListenerTimeouts hurried =
                new ListenerTimeouts(
                        ListenerFixture.SOON,
                        ListenerFixture.SOON,
                        ListenerFixture.SOON,
                        ListenerFixture.SOON,
                        Duration.ofMillis(200));
        CompletableFuture<HttpExchange> held = new CompletableFuture<>();
        try (ListenerFixture fixture =
                        ListenerFixture.start(
                                held::complete, c -> ListenerFixture.times(c, hurried));
                SSLSocket socket = fixture.socket()) {
            socket.getOutputStream().write(request("GET / HTTP/1.1"));
            HttpExchange exchange = held.get(10, TimeUnit.SECONDS);
            Thread.startVirtualThread(fixture.listener::close);
            assertThat(ends(socket)).isTrue();
            Counted late = new Counted(1, 1);
            exchange.respond(Response.of(200, TEXT, late));
            assertThat(late.closed.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingAnswerEndsTheConnection(Version version) throws Exception {
        try (ListenerFixture fixture =
                ListenerFixture.start(e -> e.respond(text("bye").closing()))) {
            HttpClient client = fixture.client(version);
            get(client, fixture, "/");
            get(client, fixture, "/");
            assertThat(fixture.listener.counters().accepted()).isEqualTo(2);
        }
    }

    @Test
    void byChanceAnAnswerOnHttp2IsTheLastOfItsConnection() throws Exception {
        assertThat(connections(Version.HTTP_2, 0.019)).isEqualTo(2);
        assertThat(connections(Version.HTTP_2, 0.02)).isEqualTo(1);
        assertThat(connections(Version.HTTP_1_1, 0)).isEqualTo(1);
    }

    /** How many connections two requests take where chance draws this number. */
    private static long connections(Version version, double drawn) throws Exception {
        AnswerRules rules = new AnswerRules(List.of(), 0.02, () -> drawn);
        try (ListenerFixture fixture =
                ListenerFixture.start(HttpsListenerTest::echo, config -> config.answers(rules))) {
            HttpClient client = fixture.client(version);
            get(client, fixture, "/");
            get(client, fixture, "/");
            return fixture.listener.counters().accepted();
        }
    }

    private static void echo(HttpExchange exchange) {
        exchange.respond(
                text(
                        exchange.method()
                                + " "
                                + exchange.rawPath()
                                + " "
                                + exchange.rawQuery()
                                + " "
                                + exchange.http2()));
    }

    private static Response text(String body) {
        return Response.of(200, TEXT, body.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] request(String... lines) {
        return head(lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\nHost: x\r\n\r\n";
    }

    private static HttpResponse<String> get(ListenerFixture fixture, Version version, String target)
            throws Exception {
        return get(fixture.client(version), fixture, target);
    }

    private static HttpResponse<String> get(
            HttpClient client, ListenerFixture fixture, String target) throws Exception {
        return client.send(
                HttpRequest.newBuilder(fixture.uri(target)).timeout(ListenerFixture.SOON).build(),
                BodyHandlers.ofString());
    }

    private static void target(ListenerFixture fixture, String line, String asked)
            throws IOException {
        assertThat(fixture.raw(head(line + " HTTP/1.1", "Connection: close")))
                .as(line)
                .contains("\r\n\r\n" + asked);
    }

    private static void refused(ListenerFixture fixture, String bytes, String status)
            throws IOException {
        String answer;
        try {
            answer = fixture.raw(bytes);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // Closed with bytes of ours unread: a reset is as good.
            return;
        }
        assertThat(answer)
                .as(bytes.substring(0, Math.min(60, bytes.length())))
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("connection: close")
                .doesNotContain("Exception");
    }

    private static boolean ends(SSLSocket socket) throws IOException {
        try (InputStream in = socket.getInputStream()) {
            return in.readAllBytes() != null;
        }
    }

    /** The count once it has stood still for a while. */
    private static int settled(AtomicInteger count) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        int before = -1;
        while (before != count.get()) {
            before = count.get();
            assertThat(never.await(200, TimeUnit.MILLISECONDS)).isFalse();
        }
        return before;
    }

    /** A body that fails after some pieces, as where a class is missing. */
    private static final class Broken implements ChunkSource {
        private int left;
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();

        Broken(int pieces) {
            this.left = pieces;
        }

        @Override
        public boolean fill(ByteBuf into) {
            if (left-- == 0) {
                throw new NoClassDefFoundError("thrown by the test");
            }
            into.writeZero(1000);
            return true;
        }

        @Override
        public void close() {
            closed.complete(true);
        }
    }

    /** A body of many pieces that tells how many were asked for. */
    private static final class Counted implements ChunkSource {
        private final int pieces;
        private final int bytes;
        final AtomicInteger filled = new AtomicInteger();
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();

        Counted(int pieces, int bytes) {
            this.pieces = pieces;
            this.bytes = bytes;
        }

        @Override
        public boolean fill(ByteBuf into) {
            into.writeZero(bytes);
            return filled.incrementAndGet() < pieces;
        }

        @Override
        public void close() {
            if (!closed.complete(true)) {
                throw new AssertionError("closed twice");
            }
        }
    }
}
