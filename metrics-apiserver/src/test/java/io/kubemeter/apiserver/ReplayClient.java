package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.CapturedAnswer;
import io.kubemeter.apiserver.api.CapturedExchange;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Sends captured requests again, over TLS: with the same certificate, the same HTTP version and the
 * same header lines, and nothing that the first client did not say.
 */
final class ReplayClient {
    private static final int PATIENCE_MILLIS = 60_000;

    private final ReplayedService service;
    private final String token;
    private final Map<String, @Nullable Credential> certificates;

    ReplayClient(ReplayedService service) {
        this.service = service;
        this.token = service.token();
        ClusterPki pki = service.cluster.pki();
        ClusterPki elsewhere = ClusterPki.create(InstantSource.system());
        certificates =
                Map.of(
                        "front-proxy-client", pki.frontProxyClient(),
                        "admin", pki.admin(),
                        "stranger", elsewhere.frontProxyClient());
    }

    CapturedAnswer send(CapturedExchange exchange) throws IOException, InterruptedException {
        String[] client = exchange.client().split(" ", 2);
        SSLContext tls =
                DirectCaller.tls(
                        service.cluster.pki().cluster().certificate(), certificates.get(client[0]));
        boolean http2 = client.length == 2 && client[1].equals("--http2");
        return http2
                ? overHttp2(tls, exchange.method(), exchange.target(), headers(exchange), "")
                : overHttp1(tls, exchange);
    }

    /** The header lines, with the parts that a capture leaves out put back. */
    private List<Map.Entry<String, String>> headers(CapturedExchange exchange) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (Map.Entry<String, String> header : exchange.headers()) {
            String value = header.getValue().replace("Bearer TOKEN", "Bearer " + token);
            headers.add(
                    Map.entry(
                            header.getKey(),
                            header.getKey().equals("X-Long") ? longValue(exchange.name()) : value));
        }
        return headers;
    }

    /** Values of more than 200 characters are cut in the captures. */
    private static String longValue(String name) {
        return "a".repeat(name.startsWith("202") ? 900_000 : 70_000);
    }

    private CapturedAnswer overHttp1(SSLContext tls, CapturedExchange exchange) throws IOException {
        StringBuilder request = new StringBuilder();
        request.append(exchange.method()).append(' ').append(exchange.target());
        request.append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(service.port()).append("\r\n");
        for (Map.Entry<String, String> header : headers(exchange)) {
            request.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        byte[] bytes = request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        try (SSLSocket socket = socket(tls)) {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return read(socket.getInputStream(), exchange.method().equals("HEAD"));
        }
    }

    private SSLSocket socket(SSLContext tls) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), service.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static CapturedAnswer read(InputStream in, boolean head) throws IOException {
        String[] first = line(in).split(" ", 3);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(": ");
            headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 2)));
        }
        CapturedAnswer answer =
                new CapturedAnswer(first[0], Integer.parseInt(first[1]), first[2], headers, "");
        String length = answer.header("Content-Length");
        byte[] body = new byte[0];
        if ("chunked".equals(answer.header("Transfer-Encoding"))) {
            body = chunks(in);
        } else if (length != null && !head) {
            body = in.readNBytes(Integer.parseInt(length));
        }
        return new CapturedAnswer(
                first[0],
                answer.status(),
                first[2],
                headers,
                new String(body, StandardCharsets.ISO_8859_1));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = Integer.parseInt(line(in), 16);
        while (size > 0) {
            body.write(in.readNBytes(size));
            line(in);
            size = Integer.parseInt(line(in), 16);
        }
        line(in);
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended within a line: " + line);
            }
            line.append((char) c);
        }
        return line.substring(0, line.length() - 1);
    }

    /** Sends a request by HTTP/2, as the aggregator does. */
    CapturedAnswer overHttp2(
            String method, String target, List<Map.Entry<String, String>> headers, String body)
            throws IOException, InterruptedException {
        SSLContext tls =
                DirectCaller.tls(
                        service.cluster.pki().cluster().certificate(),
                        certificates.get("front-proxy-client"));
        return overHttp2(tls, method, target, headers, body);
    }

    private CapturedAnswer overHttp2(
            SSLContext tls,
            String method,
            String target,
            List<Map.Entry<String, String>> headers,
            String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + service.port() + target))
                        .timeout(Duration.ofMillis(PATIENCE_MILLIS))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        headers.forEach(header -> request.header(header.getKey(), header.getValue()));
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(tls)
                        .build()) {
            HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
            List<Map.Entry<String, String>> lines = new ArrayList<>();
            answer.headers()
                    .map()
                    .forEach((name, values) -> {
                        if (!name.startsWith(":")) {
                            values.forEach(value ->
                                    lines.add(Map.entry(name.toLowerCase(Locale.ROOT), value)));
                        }
                    });
            String version = answer.version() == HttpClient.Version.HTTP_2 ? "HTTP/2" : "HTTP/1.1";
            return new CapturedAnswer(
                    version,
                    answer.statusCode(),
                    "",
                    lines,
                    new String(answer.body(), StandardCharsets.ISO_8859_1));
        }
    }
}
