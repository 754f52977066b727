package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubemeter.apiserver.Ports.Port;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.kube.Answers;
import io.kubemeter.simulator.kube.Caller;
import io.kubemeter.simulator.kube.Failure;
import io.kubemeter.simulator.kube.KubeApi;
import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --aggregator-only}: who gets in at which port, over real connections. */
class AggregatorOnlyTest {
    private static final String NODES = "/apis/metrics.k8s.io/v1/nodes";
    private static final String READER = "prometheus";
    private static final String[] MASTER = {
        "X-Remote-User", "kubernetes-admin", "X-Remote-Group", "system:masters"
    };
    private static final String[] FLAGS = {
        "--aggregator-only",
        "--health-probe-bind-address=127.0.0.1:0",
        "--metrics-bind-address=127.0.0.1:0"
    };

    @TempDir static Path folder;

    private static final AtomicInteger TOKEN_REVIEWS = new AtomicInteger();
    private static ServiceFixture service;

    @BeforeAll
    static void start() throws Exception {
        SimulatedCluster cluster = ServiceFixture.cluster(WorldShape.of(1, 1, 1, 3));
        cluster.api().script(AggregatorOnlyTest::countTokenReviews);
        service = ServiceFixture.in(cluster, folder, FLAGS);
        ServiceFixture.await(
                "the aggregator's authority is known",
                () -> service.admin.get(NODES).status() == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    private static boolean countTokenReviews(Exchange exchange, Caller caller) {
        if (exchange.target().rawPath().endsWith("/tokenreviews")) {
            TOKEN_REVIEWS.incrementAndGet();
        }
        return false;
    }

    @Test
    void usersOfTheAggregatorAreServed() throws Exception {
        assertThat(service.listOf(NODES, 1).path("items")).hasSize(1);
        DirectCaller aggregator = aggregator();
        assertThat(aggregator.saying(MASTER).get(NODES).statusCode()).isEqualTo(200);
        assertThat(aggregator.saying("X-Remote-User", "jane").get(NODES).statusCode())
                .isEqualTo(403);
    }

    @Test
    void nobodyElseGetsAsFarAsARequest() {
        ClusterPki pki = service.cluster.pki();
        ClusterPki elsewhere = ClusterPki.create(service.cluster.world().clock());
        turnedAway(Port.CALLERS, null);
        turnedAway(Port.CALLERS, elsewhere.frontProxyClient());
        turnedAway(Port.CALLERS, elsewhere.admin());
        turnedAway(Port.CALLERS, pki.admin());
        turnedAway(Port.CALLERS, ofTheFrontProxy("somebody-else", Purpose.CLIENT));
        turnedAway(Port.CALLERS, ofTheFrontProxy("front-proxy-client", Purpose.SERVER));
    }

    @Test
    void noTokenIsEverReviewed() throws Exception {
        DirectCaller aggregator = aggregator().bearing(service.token("a-user"));
        assertThat(aggregator.get(NODES).statusCode()).isEqualTo(401);
        assertThat(aggregator.saying(MASTER).get(NODES).statusCode()).isEqualTo(200);
        at(Port.PROBES).bearing(service.token("a-user")).get("/livez");
        at(Port.METRICS)
                .showing(service.cluster.pki().admin())
                .bearing(service.token("a-user"))
                .get("/metrics");
        assertThat(TOKEN_REVIEWS).hasValue(0);
    }

    @Test
    void probesAnswerEverybodyAndNothingElseIsThere() throws Exception {
        DirectCaller anybody = at(Port.PROBES);
        for (String path : List.of("/livez", "/healthz", "/livez/ping")) {
            assertThat(anybody.get(path).body()).as(path).isEqualTo("ok");
        }
        ServiceFixture.await("it is ready", () -> status(anybody, "/readyz?verbose") == 200);
        for (String path : List.of("/metrics", "/debug/threads", NODES, "/apis", "/version", "/")) {
            assertThat(status(anybody, path)).as(path).isEqualTo(404);
            assertThat(status(anybody.saying(MASTER), path)).as(path).isEqualTo(404);
        }
    }

    @Test
    void ownMetricsAreForUsersWithACertificateWhoMayReadThem() throws Exception {
        ClusterPki pki = service.cluster.pki();
        turnedAway(Port.METRICS, null);
        turnedAway(Port.METRICS, pki.frontProxyClient());
        turnedAway(Port.METRICS, ClusterPki.create(service.cluster.world().clock()).admin());
        service.cluster.api().access().grant(AccessRules.Rule.paths(READER, List.of("/metrics")));
        DirectCaller reader = at(Port.METRICS).showing(pki.client(READER, List.of()));
        assertThat(reader.get("/metrics").body())
                .contains("metrics_server_kubelet_request_total")
                .contains("apiserver_tls_handshake_errors_total");
        assertThat(status(reader, "/debug/threads")).isEqualTo(403);
        DirectCaller other = at(Port.METRICS).showing(pki.client("somebody", List.of()));
        assertThat(status(other, "/metrics")).isEqualTo(403);
        assertThat(status(other.saying(MASTER), "/metrics")).isEqualTo(403);
        DirectCaller admin = at(Port.METRICS).showing(pki.admin());
        assertThat(status(admin, "/debug/threads")).isEqualTo(200);
        assertThat(status(admin, NODES)).isEqualTo(404);
    }

    @Test
    void whatMovedIsNoLongerAtThePortOfCallers() throws Exception {
        DirectCaller master = aggregator().saying(MASTER);
        for (String path : List.of("/metrics", "/livez", "/readyz", "/healthz", "/debug/heap")) {
            assertThat(status(master, path)).as(path).isEqualTo(404);
        }
        assertThat(master.get("/").body()).doesNotContain("livez").contains("/apis");
    }

    @Test
    void untilTheAuthorityIsKnownNobodyIsLetInAndReadinessSaysWhy(@TempDir Path other)
            throws Exception {
        SimulatedCluster cluster = ServiceFixture.cluster(WorldShape.of(1, 1, 1, 3));
        cluster.api().script(new Withheld());
        try (ServiceFixture waiting = ServiceFixture.in(cluster, other, FLAGS)) {
            DirectCaller probes = at(waiting, Port.PROBES);
            assertThat(status(probes, "/livez")).isEqualTo(200);
            ServiceFixture.await(
                    "the reason is told",
                    () ->
                            text(probes, "/readyz")
                                    .contains(
                                            "[-]metadata-informer-sync failed: waiting for the"
                                                    + " aggregator's authority; KM20"));
            turnedAway(waiting, Port.CALLERS, cluster.pki().frontProxyClient());
            cluster.api().script(KubeApi.Script.NOTHING);
            DirectCaller aggregator =
                    at(waiting, Port.CALLERS)
                            .showing(cluster.pki().frontProxyClient())
                            .saying(MASTER);
            ServiceFixture.await("it is let in", () -> status(aggregator, "/apis") == 200);
        }
    }

    /** Keeps to itself whom to believe. */
    private static final class Withheld implements KubeApi.Script {
        @Override
        public boolean takes(Exchange exchange, Caller caller) {
            if (!exchange.target().rawPath().contains("/extension-apiserver-authentication")) {
                return false;
            }
            Failure missing = Failure.of(404, "NotFound", "not there yet");
            exchange.readBody(1024, _ -> Answers.failure(exchange, missing));
            return true;
        }
    }

    private static DirectCaller aggregator() {
        return at(Port.CALLERS).showing(service.cluster.pki().frontProxyClient());
    }

    private static DirectCaller at(Port port) {
        return at(service, port);
    }

    private static DirectCaller at(ServiceFixture where, Port port) {
        return DirectCaller.of(
                where.server.address(port).getPort(), where.cluster.pki().cluster().certificate());
    }

    private static Credential ofTheFrontProxy(String name, Purpose purpose) {
        Authority authority = service.cluster.pki().frontProxy();
        return authority.issueWithFreshKey(
                new CertificateOrder(
                        name, List.of(), List.of(), List.of(), purpose, authority.validity()));
    }

    private static int status(DirectCaller caller, String path) {
        try {
            return caller.get(path).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(path, e);
        }
    }

    private static String text(DirectCaller caller, String path) {
        try {
            return caller.get(path).body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(path, e);
        }
    }

    private static void turnedAway(Port port, @Nullable Credential shown) {
        turnedAway(service, port, shown);
    }

    /** No request is sent; what is read is an alert, or the end of a connection cut before it. */
    private static void turnedAway(ServiceFixture where, Port port, @Nullable Credential shown) {
        assertThatThrownBy(
                        () -> {
                            try (SSLSocket socket = socket(where, port, shown)) {
                                socket.setSoTimeout(60_000);
                                socket.startHandshake();
                                throw new AssertionError(socket.getInputStream().read());
                            }
                        })
                .as("%s %s", port, shown == null ? "" : shown.leaf().getSubjectX500Principal())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    private static SSLSocket socket(ServiceFixture where, Port port, @Nullable Credential shown)
            throws IOException {
        return (SSLSocket)
                DirectCaller.tls(where.cluster.pki().cluster().certificate(), shown)
                        .getSocketFactory()
                        .createSocket(
                                InetAddress.getLoopbackAddress(),
                                where.server.address(port).getPort());
    }
}
