package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus, and its lint, against our own metrics. */
class PrometheusTest {
    private static final String NODES = "/apis/metrics.k8s.io/v1beta1/nodes";
    private static final String USER = "prometheus";
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir static Path folder;

    private static ServiceFixture service;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(WorldShape.of(2, 2, 1, 17), folder);
        service.listOf(NODES, 2);
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void lintFindsNothing() throws Exception {
        Peer promtool = Peer.find("promtool");
        DirectCaller reader = Exposition.reader(service);
        // Everything that is counted by its outcome has one.
        service.direct().bearing("nobody's").get(NODES);
        service.admin.get("/apis/metrics.k8s.io/v1beta1/pods?limit=nonsense");
        byte[] text = Exposition.read(reader).text().getBytes(StandardCharsets.UTF_8);
        assertThat(promtool.run(text, "check", "metrics")).isEqualTo(new Peer.Outcome(0, ""));
    }

    @Test
    void prometheusScrapesUsOverTlsWithAToken() throws Exception {
        Peer prometheus = Peer.find("prometheus");
        Path log = folder.resolve("prometheus.log");
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            Process process = prometheus.start(log, arguments(port));
            try {
                boolean listens = reaches(process, port);
                if (listens) {
                    scrapes(port);
                    return;
                }
                assertThat(attempt).as(Files.readString(log)).isLessThan(ATTEMPTS);
            } finally {
                process.destroy();
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        }
    }

    private static void scrapes(int port) {
        ServiceFixture.await("a scrape", () -> value(port, "up") == 1);
        assertThat(value(port, "scrape_samples_scraped")).isGreaterThan(100);
        ServiceFixture.await(
                "requests",
                () ->
                        value(
                                        port,
                                        "apiserver_request_total{resource=\"nodes\",verb=\"LIST\","
                                                + "code=\"200\"}")
                                > 0);
        // What service level rules of monitoring stacks ask for, by the text of the bound.
        assertThat(
                        value(
                                port,
                                "sum(apiserver_request_sli_duration_seconds_bucket{le=\"1\","
                                        + "resource=\"nodes\"})"))
                .isGreaterThan(0);
    }

    /** Where another process took the port meanwhile, it ends at once. */
    private static boolean reaches(Process process, int port) {
        boolean[] ready = new boolean[1];
        ServiceFixture.await(
                "Prometheus",
                () -> {
                    ready[0] = answers(port);
                    return ready[0] || !process.isAlive();
                });
        return ready[0] && process.isAlive();
    }

    private static boolean answers(int port) {
        try {
            return get(port, "/-/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static double value(int port, String query) {
        try {
            String path = "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
            JsonNode result = service.tree(get(port, path).body()).path("data").path("result");
            return result.path(0).path("value").path(1).asDouble();
        } catch (IOException e) {
            return 0;
        }
    }

    private static java.net.http.HttpResponse<String> get(int port, String path)
            throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(PATIENCE)
                            .build();
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static String[] arguments(int port) throws IOException {
        String token = service.token(USER, AccessRules.Rule.paths(USER, List.of("/metrics")));
        Path tokenFile = Files.writeString(folder.resolve("token"), token);
        Path authority = Files.writeString(folder.resolve("ca.crt"), service.cluster.kubeRootCa());
        Path config =
                Files.writeString(
                        folder.resolve("prometheus.yml"),
                        String.format(
                                Locale.ROOT,
                                """
                                scrape_configs:
                                - job_name: kubemeter
                                  scrape_interval: 1s
                                  scheme: https
                                  authorization:
                                    credentials_file: %s
                                  tls_config:
                                    ca_file: %s
                                    server_name: localhost
                                  static_configs:
                                  - targets: ['127.0.0.1:%d']
                                """,
                                tokenFile,
                                authority,
                                service.server.address().getPort()));
        return new String[] {
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("tsdb-" + port),
            "--web.listen-address=127.0.0.1:" + port
        };
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
