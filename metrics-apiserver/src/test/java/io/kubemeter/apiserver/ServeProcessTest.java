package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of the real process: how it refuses, how it waits, and how it ends. */
class ServeProcessTest {
    private static final WorldShape SHAPE =
            WorldShape.of(2, 2, 1, 61).refreshed(Refresh.about(Duration.ofSeconds(1)));
    private static final String NODES = "/apis/metrics.k8s.io/v1/nodes";
    private static final int PATIENCE_SECONDS = 60;

    @TempDir Path folder;

    @Test
    void everyWrongFlagIsNamedBeforeItExitsWithTwo() throws Exception {
        try (ServeProcess process =
                ServeProcess.start(
                        Map.of(),
                        List.of(
                                "--max-sample-age=1s",
                                "--kubelet-request-timeout=soon",
                                "--secure-prot=443",
                                "--kubelet-port=ten"))) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.out()).isEmpty();
            assertThat(process.err())
                    .hasSize(4)
                    .allMatch(line -> line.startsWith("kubemeter: "))
                    .anyMatch(line -> line.contains("max-sample-age"))
                    .anyMatch(line -> line.contains("\"soon\"") && line.contains("a duration"))
                    .anyMatch(line -> line.contains("did you mean --secure-port?"))
                    .anyMatch(line -> line.contains("\"ten\""));
        }
    }

    @Test
    void versionAndHelpExitWithZero() throws Exception {
        try (ServeProcess version = ServeProcess.start(Map.of(), List.of("--version"));
                ServeProcess help = ServeProcess.start(Map.of(), List.of("--help"))) {
            assertThat(version.exitCode()).isZero();
            assertThat(version.out()).singleElement().asString().startsWith("v");
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).anyMatch(line -> line.contains("--metric-resolution"));
            assertThat(version.err()).isEmpty();
            assertThat(help.err()).isEmpty();
        }
    }

    @Test
    void unreachableApiServerIsWaitedFor() throws Exception {
        try (SimulatedCluster cluster = ServiceFixture.cluster(SHAPE)) {
            Map<String, String> environment =
                    new HashMap<>(ServiceFixture.environment(cluster, folder));
            environment.put("KUBERNETES_SERVICE_PORT", Integer.toString(closedPort()));
            try (ServeProcess process =
                    ServeProcess.start(environment, ServiceFixture.flags(cluster, folder))) {
                DirectCaller anybody = caller(cluster, process);
                assertThat(process.awaitLine("KM201")).contains("cannot be reached");
                HttpResponse<String> ready = anybody.get("/readyz?verbose");
                assertThat(ready.statusCode()).isEqualTo(500);
                assertThat(ready.body())
                        .contains("[-]metric-informer-sync failed")
                        .contains("KM201");
                assertThat(anybody.get("/livez").statusCode()).isEqualTo(200);
                assertThat(process.alive()).isTrue();
                process.terminate();
                assertThat(process.exitCode()).isZero();
            }
        }
    }

    @Test
    void requestUnderWayIsAnsweredBeforeItExitsWithZero() throws Exception {
        try (SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
                SlowReviews reviews = SlowReviews.start(cluster.servingCredential())) {
            Path kubeconfig =
                    Files.writeString(
                            folder.resolve("authorization"),
                            cluster.metricsServerKubeconfig()
                                    .replace(cluster.url(), reviews.url()));
            Account account = new Account("slow", "", List.of("system:authenticated"));
            String token = cluster.pki().tokens().mint(account, Duration.ofHours(1));
            try (ServeProcess process =
                    ServeProcess.start(
                            ServiceFixture.environment(cluster, folder),
                            ServiceFixture.flags(
                                    cluster, folder, "--authorization-kubeconfig=" + kubeconfig))) {
                DirectCaller caller = caller(cluster, process);
                ServiceFixture.await("readiness", () -> ready(caller));
                CompletableFuture<HttpResponse<String>> answer =
                        caller.bearing(token).getLater(NODES);
                reviews.awaitQuestion();
                process.terminate();
                process.awaitLine("Shutting down");
                assertThat(answer).isNotDone();
                reviews.allow();
                HttpResponse<String> list = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
                assertThat(list.body()).contains("NodeMetricsList");
                assertThat(process.exitCode()).isZero();
                assertThat(process.awaitLine("Stopped")).isNotEmpty();
            }
        }
    }

    private static boolean ready(DirectCaller caller) {
        try {
            return caller.get("/readyz").statusCode() == 200;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no probe", e);
        }
    }

    private static DirectCaller caller(SimulatedCluster cluster, ServeProcess process) {
        return DirectCaller.of(process.port(), cluster.pki().cluster().certificate());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A kube-apiserver that answers reviews of access when it is told to, and then yes. */
    private static final class SlowReviews extends Dispatcher implements AutoCloseable {
        private static final String ALLOWED =
                """
                {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1",\
                "metadata":{},"spec":{},"status":{"allowed":true}}
                """;

        private final MockWebServer server = new MockWebServer();
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch allowed = new CountDownLatch(1);

        static SlowReviews start(Credential credential)
                throws IOException, GeneralSecurityException {
            SlowReviews reviews = new SlowReviews();
            reviews.server.setDispatcher(reviews);
            reviews.server.useHttps(tls(credential).getSocketFactory(), false);
            reviews.server.start(InetAddress.getLoopbackAddress(), 0);
            return reviews;
        }

        private static SSLContext tls(Credential credential)
                throws IOException, GeneralSecurityException {
            char[] password = new char[0];
            KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
            keys.load(null, password);
            keys.setKeyEntry(
                    "serving",
                    credential.key(),
                    password,
                    credential.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, password);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(factory.getKeyManagers(), null, null);
            return tls;
        }

        String url() {
            return "https://127.0.0.1:" + server.getPort();
        }

        void awaitQuestion() throws InterruptedException {
            assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        void allow() {
            allowed.countDown();
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            asked.countDown();
            assertThat(allowed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new MockResponse()
                    .setResponseCode(201)
                    .setHeader("Content-Type", "application/json")
                    .setBody(ALLOWED);
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
