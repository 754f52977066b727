package io.kubemeter.simulator.scenario;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.kubelet.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Answers of the wrong status, type, encoding or size. */
final class AnswerScenarios {
    private static final String TEXT = "Content-Type: text/plain; charset=utf-8";
    private static final String TEXT_METRICS = "Content-Type: text/plain; version=0.0.4";
    private static final int BOMB_BYTES = 1 << 24;

    private AnswerScenarios() {}

    static List<Scenario> all() {
        return Stream.of(refusals(), pretenders()).flatMap(List::stream).toList();
    }

    /** Errors that HTTP has a number for. */
    private static List<Scenario> refusals() {
        return List.of(
                Scenario.answer(
                        "f11-unauthorized",
                        "the kubelet refuses every credential",
                        Expectation.node("unauthenticated"),
                        it -> it.status("401 Unauthorized", List.of(TEXT), "Unauthorized")),
                Scenario.answer(
                        "f12-forbidden",
                        "the API server says no to nodes/metrics",
                        Expectation.node("forbidden"),
                        AnswerScenarios::forbidden),
                Scenario.answer(
                        "f13-not-found",
                        "there is no /metrics/resource, only /stats/summary",
                        Expectation.node("not_supported"),
                        AnswerScenarios::notFound),
                status("f14-too-many-requests", "429 Too Many Requests", "Retry-After: 5"),
                status("f15-server-error", "500 Internal Server Error", TEXT),
                status("f15-unavailable", "503 Service Unavailable", TEXT),
                Scenario.answer(
                        "f16-redirect",
                        "the kubelet sends us to a cloud's metadata address",
                        Expectation.node("redirected"),
                        it ->
                                it.status(
                                        "302 Found",
                                        List.of("Location: http://169.254.169.254/latest/"),
                                        "")));
    }

    /** Answers that claim to be good. */
    private static List<Scenario> pretenders() {
        return List.of(
                Scenario.answer(
                        "f17-login-page",
                        "a portal answers with a page to log in",
                        Expectation.node("wrong_content"),
                        it ->
                                it.status(
                                        "200 OK",
                                        List.of("Content-Type: text/html; charset=utf-8"),
                                        "<!DOCTYPE html><title>Please log in</title>\n")),
                Scenario.answer(
                        "f18-protobuf",
                        "the metrics come as protobuf that nobody asked for",
                        Expectation.node("wrong_content"),
                        it ->
                                it.status(
                                        "200 OK",
                                        List.of(
                                                "Content-Type: application/vnd.google.protobuf;"
                                                        + " proto=io.prometheus.client.MetricFamily;"
                                                        + " encoding=delimited"),
                                        "\u0001\u0002\u0003")),
                Scenario.answer(
                        "f19-gzip-unasked",
                        "the body is compressed though nobody asked",
                        Expectation.node("wrong_content"),
                        it -> zipped(it, it.body().getBytes(UTF_8))),
                Scenario.answer(
                        "f20-gzip-bomb",
                        "a few kilobytes that unpack to many megabytes",
                        Expectation.node("wrong_content"),
                        it -> zipped(it, new byte[BOMB_BYTES])),
                Scenario.answer(
                        "f21-endless-body",
                        "the body never ends",
                        Expectation.node("too_large"),
                        AnswerScenarios::endless),
                Scenario.answer(
                        "d9-log-injection",
                        "an error whose text would forge log lines",
                        Expectation.node("http_status"),
                        it ->
                                it.status(
                                        "500 Internal\u001b[31m Error",
                                        List.of(TEXT),
                                        "\u001b[2J\nE1121 00:00:00.000000 1 forged.go:1] x\n")));
    }

    private static Scenario status(String name, String status, String header) {
        return Scenario.answer(
                name,
                "every answer is " + status,
                Expectation.node("http_status"),
                it -> it.status(status, List.of(header), status.substring(4) + "\n"));
    }

    private static void forbidden(Exchange exchange) {
        String subresource = exchange.request().path().startsWith("/stats") ? "stats" : "metrics";
        exchange.status(
                "403 Forbidden",
                List.of(TEXT),
                "Forbidden (user=system:serviceaccount:kube-system:metrics-server, verb=get,"
                        + " resource=nodes, subresource(s)=["
                        + subresource
                        + "])\n");
    }

    private static void notFound(Exchange exchange) {
        if (exchange.request().path().endsWith("/metrics/resource")) {
            exchange.status("404 Not Found", List.of(TEXT), "404 page not found\n");
        } else {
            exchange.honest();
        }
    }

    private static void zipped(Exchange exchange, byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("an array refused bytes", e);
        }
        exchange.part(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                        + TEXT_METRICS
                        + "\r\nContent-Length: "
                        + packed.size()
                        + "\r\n\r\n");
        exchange.part(packed.toByteArray());
    }

    private static void endless(Exchange exchange) {
        byte[] comment = new byte[1 << 16];
        Arrays.fill(comment, (byte) '#');
        comment[comment.length - 1] = '\n';
        byte[] size = (Integer.toHexString(comment.length) + "\r\n").getBytes(US_ASCII);
        byte[] chunk = Arrays.copyOf(size, size.length + comment.length + 2);
        System.arraycopy(comment, 0, chunk, size.length, comment.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        exchange.part(exchange.head("Transfer-Encoding: chunked") + "\r\n");
        exchange.endlessly(chunk);
    }
}
