package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.world.WorldShape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers to requests that few clients send, as metrics-server was seen to give them. */
class OddRequestsTest {
    private static final String MASTER =
            "X-Remote-User: kubernetes-admin\r\nX-Remote-Group: system:masters\r\n";
    private static final String NODES = "/apis/metrics.k8s.io/v1beta1/nodes";

    @TempDir static Path folder;

    private static ServiceFixture service;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(WorldShape.of(1, 1, 1, 3), folder);
        service.awaitKnownCallers("/apis/metrics.k8s.io/v1/nodes");
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void tokenBehindASpaceTooManyIsWarnedOf() throws Exception {
        String warning =
                "\r\nwarning: 299 - \"the provided authorization header contains extra space before"
                        + " the bearer token, and is ignored\"\r\n";
        for (String path : new String[] {NODES, "/nothing", "/readyz"}) {
            assertThat(head(path, "Authorization: Bearer  x")).as(path).contains(warning);
            assertThat(head(path, "Authorization: bearer  x y")).as(path).contains(warning);
            assertThat(head(path, "Authorization: Basic  x")).as(path).doesNotContain("warning");
            assertThat(head(path, "Authorization: Bearer  ")).as(path).doesNotContain("warning");
        }
        assertThat(head("/apis?timeout=x", "Authorization: Bearer  x")).doesNotContain("warning");
    }

    @Test
    void namesOfUsersMayBeInAnyScript() throws Exception {
        String user = "X-Remote-User: é\r\n";
        assertThat(ask("GET " + NODES, user))
                .startsWith("HTTP/1.1 403 ")
                .contains("User \\\"é\\\" cannot list resource");
        assertThat(ask("GET " + NODES, MASTER + "Impersonate-User: é\r\n"))
                .contains("User \\\"é\\\" cannot list resource");
    }

    @Test
    void probesHaveOneSpelling() throws Exception {
        for (String probe : new String[] {"/healthz", "/livez", "/readyz"}) {
            assertThat(head(probe, "A: b")).contains("\r\ncontent-type: text/plain");
            assertThat(head(probe + "/", "A: b")).startsWith("http/1.1 404 ");
        }
    }

    @Test
    void serverAsAWholeDoesNothingInParticular() throws Exception {
        assertThat(ask("OPTIONS *", ""))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .doesNotContainIgnoringCase("audit-id")
                .endsWith("\r\n\r\n");
        assertThat(ask("GET *", MASTER)).startsWith("HTTP/1.1 404 ");
        assertThat(ask("GET http://h", MASTER)).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void whatNobodyCanAuthoriseSaysNothingOfCaches() throws Exception {
        assertThat(head("/apis/metrics.k8s.io/v1beta1/watch", "A: b"))
                .startsWith("http/1.1 500 ")
                .contains("\r\naudit-id: ", "\r\nx-content-type-options: nosniff")
                .doesNotContain("cache-control");
    }

    @Test
    void metricsAreCompressedForWhoWantsThatMost() throws Exception {
        for (String wish :
                new String[] {
                    "gzip", "br, gzip;q=0.5", "gzip;q=0.5, identity;q=0.2", "gzip;q=1;x"
                }) {
            assertThat(head("/metrics", "Accept-Encoding: " + wish))
                    .as(wish)
                    .contains("\r\ncontent-encoding: gzip\r\n");
        }
        for (String wish :
                new String[] {
                    "gzip, identity",
                    "*",
                    "gzip;q=0",
                    "gzip;q=0.",
                    "gzip;Q=1",
                    "GZIP",
                    "x y, gzip",
                    "gzip;q=2",
                    "gzip;",
                    ", gzip",
                    ""
                }) {
            assertThat(head("/metrics", "Accept-Encoding: " + wish))
                    .as(wish)
                    .doesNotContain("content-encoding");
        }
        assertThat(unpacked("/metrics")).contains("\nmetrics_server_kubelet_request_total");
    }

    private static String unpacked(String path) throws IOException {
        try (SSLSocket socket = socket()) {
            send(socket, "GET " + path, MASTER + "Accept-Encoding: gzip\r\n");
            byte[] all = socket.getInputStream().readAllBytes();
            String text = new String(all, StandardCharsets.ISO_8859_1);
            int body = text.indexOf("\r\n\r\n") + 4;
            try (GZIPInputStream in =
                    new GZIPInputStream(new ByteArrayInputStream(all, body, all.length - body))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** The head of the answer, in lower case. */
    private static String head(String path, String header) throws IOException {
        String answer = ask("GET " + path, MASTER + header + "\r\n");
        return answer.substring(0, answer.indexOf("\r\n\r\n") + 2).toLowerCase(Locale.ROOT);
    }

    private static String ask(String line, String headers) throws IOException {
        try (SSLSocket socket = socket()) {
            send(socket, line, headers);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void send(SSLSocket socket, String line, String headers) throws IOException {
        String head = line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + headers + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** A connection as the aggregator has it. */
    private static SSLSocket socket() throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        DirectCaller.tls(
                                        service.cluster.pki().cluster().certificate(),
                                        service.cluster.pki().frontProxyClient())
                                .getSocketFactory()
                                .createSocket("127.0.0.1", service.direct().port());
        socket.setSoTimeout(60_000);
        return socket;
    }
}
