package io.kubemeter.simulator.aggregator;

import static io.kubemeter.simulator.aggregator.ScriptedBackend.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.aggregator.ScriptedBackend.Asked;
import io.kubemeter.simulator.http.BodySource;
import io.kubemeter.simulator.kube.ApiService;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.WorldShape;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AggregatorTest {
    private static final String ROOT = "/apis/metrics.k8s.io/v1beta1";
    private static final long PATIENCE_SECONDS = 20;
    private static final int MOST_LOOKS = 20_000;

    private final SimulatedCluster cluster =
            SimulatedCluster.open(
                    ClusterOptions.of(WorldShape.of(1, 1, 1, 1), InstantSource.system())
                            .metricsVersions(List.of("v1beta1")));
    private final ScriptedBackend backend = ScriptedBackend.start(cluster);
    private final ClusterClient admin = cluster.adminClient();

    @AfterEach
    void close() {
        admin.close();
        backend.close();
        cluster.close();
    }

    private void aggregate() throws InterruptedException {
        cluster.aggregate(backend.port());
        awaitCondition("True", "Passed");
        nextOf("/openapi/v3");
    }

    /** The next request for a path; what came before it is forgotten. */
    private Asked nextOf(String path) throws InterruptedException {
        Asked asked = next();
        while (!asked.uri().equals(path)) {
            asked = next();
        }
        return asked;
    }

    private Asked next() throws InterruptedException {
        return Objects.requireNonNull(backend.asked().poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    /** Looks at the APIService until its condition is so. */
    private void awaitCondition(String status, String reason) {
        String path = "/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io";
        String wanted = "\"status\":\"" + status + "\",\"lastTransitionTime\"";
        String last = "";
        for (int look = 0; look < MOST_LOOKS; look++) {
            last = admin.get(path).text();
            if (last.contains(wanted) && last.contains("\"reason\":\"" + reason + "\"")) {
                return;
            }
        }
        throw new AssertionError("never " + status + " " + reason + ", but " + last);
    }

    @Test
    void fiveProbesGoOutAtOnceAsTheCapturedOne() throws Exception {
        cluster.aggregate(backend.port());
        List<Asked> probes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            probes.add(next());
        }
        assertThat(probes).allMatch(probe -> probe.uri().equals(ROOT));
        Asked probe = probes.getFirst();
        assertThat(probe.certificates()).first().asString().contains("front-proxy-client");
        assertThat(names(probe.headers())).isEqualTo(captured("availability-probe"));
        assertThat(probe.headers().get("x-remote-user")).isEqualTo("system:kube-aggregator");
        assertThat(probe.headers().get("x-remote-group")).isEqualTo("system:masters");
    }

    @Test
    void discoveryIsFetchedAsTheCapturedOneAndMerged() throws Exception {
        backend.script(exchange ->
                answer(
                        exchange,
                        200,
                        "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[{\"metadata\":"
                                + "{\"name\":\"metrics.k8s.io\"},\"versions\":[{\"version\":"
                                + "\"v1beta1\",\"resources\":[{\"resource\":\"nodes\"}]}]}]}"));
        cluster.aggregate(backend.port());
        Asked asked = nextOf("/apis");
        Set<String> names = captured("aggregated-discovery");
        // Go's transport asks for gzip by itself; this one reads no gzip.
        names.remove("accept-encoding");
        assertThat(names(asked.headers())).isEqualTo(names);
        awaitCondition("True", "Passed");
        String merged =
                admin.get(
                                "/apis",
                                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
                        .text();
        assertThat(merged).contains("\"resources\":[{\"resource\":\"nodes\"}]");
    }

    @Test
    void schemasAreFoundByTheServersOwnIndexAndPassedOn() throws Exception {
        String url = "/openapi/v3/apis/metrics.k8s.io/v1beta1?hash=AB";
        backend.script(exchange ->
                answer(
                        exchange,
                        200,
                        exchange.target().rawPath().equals("/openapi/v2")
                                ? "{\"swagger\":\"2.0\"}"
                                : "{\"paths\":{\"apis/metrics.k8s.io/v1beta1\":{"
                                        + "\"serverRelativeURL\":\""
                                        + url
                                        + "\"}}}"));
        cluster.aggregate(backend.port());
        Asked asked = nextOf("/openapi/v3");
        Set<String> names = captured("openapi-v3-index");
        names.remove("accept-encoding");
        assertThat(names(asked.headers())).isEqualTo(names);
        assertThat(asked.headers().get("x-remote-user")).isEqualTo("system:aggregator");
        awaitCondition("True", "Passed");
        String index = "";
        for (int look = 0; look < MOST_LOOKS && !index.contains(url); look++) {
            index = admin.get("/openapi/v3").text();
        }
        assertThat(index).contains(url);
        assertThat(admin.get("/openapi/v2").text()).isEqualTo("{\"swagger\":\"2.0\"}");
        assertThat(nextOf("/openapi/v2").headers().contains("x-remote-group")).isFalse();
    }

    @Test
    void aRequestCarriesTheHeadersOfTheCapturedOne() throws Exception {
        aggregate();
        HttpHeaders headers =
                new DefaultHttpHeaders()
                        .set("accept", "application/vnd.kubernetes.protobuf, */*")
                        .set("accept-encoding", "gzip")
                        .set("kubectl-command", "kubectl top node")
                        .set("kubectl-session", "s")
                        .set("user-agent", "kubectl")
                        .set("authorization", "Basic nonsense")
                        .set("x-remote-user", "somebody-else")
                        .set("x-remote-extra-secret", "1");
        send(HttpMethod.GET, ROOT + "/nodes?b=2&a=1%2C2", headers, "");
        Asked asked = next();
        assertThat(asked.uri()).isEqualTo(ROOT + "/nodes?a=1%2C2&b=2");
        assertThat(names(asked.headers())).isEqualTo(captured("kubectl-top-nodes"));
        assertThat(asked.headers().get("x-remote-user")).isEqualTo("kubernetes-admin");
        assertThat(asked.headers().getAll("x-remote-group"))
                .containsExactly("system:masters", "system:authenticated");
        assertThat(
                        asked.headers()
                                .get("x-remote-extra-authentication.kubernetes.io%2fcredential-id"))
                .startsWith("X509SHA256=");
        assertThat(asked.headers().get("x-forwarded-uri")).isEqualTo(ROOT + "/nodes");
    }

    private ClusterClient.Answer send(
            HttpMethod method, String path, HttpHeaders headers, String body) {
        return ClusterClient.join(
                admin.send(method, path, headers, body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void bodiesOfRequestsArePassedOn() throws Exception {
        aggregate();
        backend.script(exchange ->
                exchange.readBody(
                        1 << 20,
                        body -> answer(exchange, 405, new String(body, StandardCharsets.UTF_8))));
        String sent = "{\"propagationPolicy\":\"Background\"}";
        ClusterClient.Answer answer =
                send(HttpMethod.DELETE, ROOT + "/nodes/x", new DefaultHttpHeaders(), sent);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text()).isEqualTo(sent);
    }

    @Test
    void nothingIsServedBeforeTheServiceIsAvailable() {
        ClusterClient.Answer answer = admin.get(ROOT + "/nodes");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo("service unavailable\n");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        ClusterPki stranger = ClusterPki.create(InstantSource.system());
        cluster.aggregate(backend.port(), new ApiService.Trust(stranger.cluster().pem(), false));
        awaitCondition("False", "FailedDiscoveryCheck");
        assertThat(backend.asked()).isEmpty();
        assertThat(admin.get(ROOT + "/nodes").status()).isEqualTo(503);
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        try (ScriptedBackend other =
                ScriptedBackend.start(
                        cluster, cluster.pki().apiserver(List.of("other"), List.of("127.0.0.1")))) {
            cluster.aggregate(other.port());
            awaitCondition("False", "FailedDiscoveryCheck");
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void insecureSkipTlsVerifyBelievesAnybody() {
        try (ScriptedBackend other =
                ScriptedBackend.start(
                        cluster, cluster.pki().apiserver(List.of("other"), List.of("127.0.0.1")))) {
            cluster.aggregate(other.port(), new ApiService.Trust("", true));
            awaitCondition("True", "Passed");
        }
    }

    @Test
    void badAnswersToProbesMakeItUnavailable() {
        backend.script(exchange -> answer(exchange, 500, "{}"));
        cluster.aggregate(backend.port());
        awaitCondition("False", "FailedDiscoveryCheck");
        String service =
                admin.get("/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io")
                        .text();
        assertThat(service).contains("bad status from").contains(": 500");
    }

    @Test
    void aServiceWithoutEndpointsIsUnavailable() throws Exception {
        aggregate();
        cluster.stopAggregating();
        awaitCondition("False", "MissingEndpoints");
        assertThat(admin.get(ROOT + "/nodes").status()).isEqualTo(503);
    }

    @Test
    void aRequestThatFailsIsNeverSentTwice() throws Exception {
        aggregate();
        AtomicInteger sent = new AtomicInteger();
        backend.script(exchange -> {
            // Probes come at any time.
            if (exchange.target().rawPath().endsWith("/nodes")) {
                sent.incrementAndGet();
            }
            exchange.stream(200, new DefaultHttpHeaders(), new Breaking());
        });
        var _ =
                admin.send(HttpMethod.GET, ROOT + "/nodes", new DefaultHttpHeaders(), new byte[0])
                        .handle((answer, failure) -> failure)
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(sent).hasValue(1);
    }

    @Test
    void redirectsAreNotPassedOn() throws Exception {
        aggregate();
        backend.script(exchange ->
                exchange.respond(302, new DefaultHttpHeaders().set("location", "/x"), new byte[0]));
        ClusterClient.Answer answer = admin.get(ROOT + "/nodes");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).contains("attempted to redirect");
    }

    @Test
    void largeBodiesComeThroughWhole() throws Exception {
        aggregate();
        int pieces = 640;
        backend.script(
                exchange -> exchange.stream(200, new DefaultHttpHeaders(), new Pieces(pieces)));
        assertThat(admin.get(ROOT + "/pods").body().length()).isEqualTo(pieces * Pieces.BYTES);
    }

    @Test
    void aClientThatGoesAwayStopsTheBackend() throws Exception {
        aggregate();
        AtomicBoolean closed = new AtomicBoolean();
        backend.script(exchange ->
                exchange.stream(
                        200, new DefaultHttpHeaders(), new Endless(() -> closed.set(true))));
        ClusterClient impatient = cluster.adminClient();
        var _ =
                impatient.send(
                        HttpMethod.GET, ROOT + "/pods", new DefaultHttpHeaders(), new byte[0]);
        Asked asked = next();
        assertThat(asked.uri()).isEqualTo(ROOT + "/pods");
        impatient.close();
        for (int i = 0; i < 1_000 && !closed.get(); i++) {
            admin.get("/version");
        }
        assertThat(closed).isTrue();
    }

    private static Set<String> names(HttpHeaders headers) {
        Set<String> names = new TreeSet<>();
        headers.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        names.removeIf(name -> name.startsWith("x-http2-") || name.equals("content-length"));
        names.remove("transfer-encoding");
        return names;
    }

    /** The names of the headers of a captured request. */
    private static Set<String> captured(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(AggregatorTest.class.getResourceAsStream(name + ".http"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            Set<String> names = new TreeSet<>();
            for (String line : text.substring(0, text.indexOf("\n\n")).lines().skip(2).toList()) {
                names.add(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT));
            }
            return names;
        }
    }

    /** A body of so many pieces. */
    private static final class Pieces implements BodySource {
        static final int BYTES = 64 * 1024;

        private int left;

        Pieces(int pieces) {
            left = pieces;
        }

        @Override
        public ByteBuf next(ByteBufAllocator allocator) {
            left--;
            return allocator.buffer(BYTES).writeZero(BYTES);
        }

        @Override
        public boolean ended() {
            return left == 0;
        }
    }

    /** A body that never ends. */
    private record Endless(Runnable whenClosed) implements BodySource {
        @Override
        public ByteBuf next(ByteBufAllocator allocator) {
            return allocator.buffer(1024).writeZero(1024);
        }

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public void close() {
            whenClosed.run();
        }
    }

    /** A body that breaks off at once. */
    private static final class Breaking implements BodySource {
        @Override
        public @Nullable ByteBuf next(ByteBufAllocator allocator) {
            return null;
        }

        @Override
        public boolean ended() {
            return true;
        }

        @Override
        public boolean broken() {
            return true;
        }
    }
}
