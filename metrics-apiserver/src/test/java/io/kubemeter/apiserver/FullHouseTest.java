package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.api.CapturedWorld;
import io.kubemeter.apiserver.api.MetricsApi;
import io.kubemeter.apiserver.api.OpenApiPages;
import io.kubemeter.apiserver.auth.AuthResult;
import io.kubemeter.apiserver.auth.Authorizer;
import io.kubemeter.apiserver.auth.Decision;
import io.kubemeter.apiserver.auth.Identity;
import io.kubemeter.apiserver.auth.Impersonation;
import io.kubemeter.apiserver.health.HealthCheck;
import io.kubemeter.apiserver.health.Probe;
import io.kubemeter.apiserver.http.HttpExchange;
import io.kubemeter.apiserver.http.Response;
import io.kubemeter.apiserver.openapi.OpenApi;
import io.kubemeter.telemetry.OutcomeCounts;
import io.kubemeter.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is answered while all room for requests is taken. */
class FullHouseTest {
    private static final String NODES = "/apis/metrics.k8s.io/v1/nodes";

    @Test
    void discoveryAndProbesAreAnsweredAndResourcesAreNot() {
        InFlight full = new InFlight(1, 1);
        InFlight.Room reads = full.room("list");
        assertThat(reads.enter()).isTrue();
        RequestChain chain = chain(full);
        assertThat(asked(chain, NODES).status()).isEqualTo(429);
        assertThat(asked(chain, NODES).headers()).contains(new Response.Header("Retry-After", "1"));
        for (String path :
                List.of(
                        "/apis",
                        "/apis/metrics.k8s.io",
                        "/apis/metrics.k8s.io/v1",
                        "/apis/metrics.k8s.io/v1beta1",
                        "/openapi/v2",
                        "/openapi/v3",
                        "/version",
                        "/livez",
                        "/readyz",
                        "/healthz")) {
            assertThat(asked(chain, path).status()).as(path).isEqualTo(200);
        }
        reads.leave();
        assertThat(asked(chain, NODES).status()).isEqualTo(200);
    }

    @Test
    void connectionIsToldOfCallersWhoAreKnown() {
        AtomicBoolean known = new AtomicBoolean();
        CompletableFuture<Response> answer = new CompletableFuture<>();
        Identity nobody = Identity.of(Identity.ANONYMOUS_USER);
        chain(new InFlight(1, 1), nobody).handle(new Get(NODES, answer, known));
        assertThat(known).isFalse();
        chain(new InFlight(1, 1)).handle(new Get(NODES, new CompletableFuture<>(), known));
        assertThat(known).isTrue();
    }

    private static RequestChain chain(InFlight inFlight) {
        return chain(inFlight, Identity.of("jane"));
    }

    /** Everybody may everything, if there is room. */
    private static RequestChain chain(InFlight inFlight, Identity caller) {
        Executor here = Runnable::run;
        Authorizer yes = (_, _) -> CompletableFuture.completedFuture(new Decision.Allow());
        List<HealthCheck> checks = List.of(HealthCheck.passing("ping"));
        OwnPages own =
                OwnPages.of(
                        new Probes(
                                new Probe("healthz", checks),
                                new Probe("livez", checks),
                                new Probe("readyz", checks)));
        MetricsApi api =
                MetricsApi.of(
                        CapturedWorld.sources(),
                        InstantSource.system(),
                        System::nanoTime,
                        new MetricsApi.Self(4443, "v0.0.0", List.of()));
        OpenApiPages schemas =
                new OpenApiPages(
                        () -> OpenApi.of("v0.0.0", MetricsApi.VERSIONS),
                        here,
                        InstantSource.system());
        return new RequestChain(
                new RequestChain.Guards(
                        _ ->
                                CompletableFuture.completedFuture(
                                        new AuthResult.Authenticated(caller)),
                        new Impersonation(yes, OutcomeCounts.of(), System::nanoTime),
                        yes),
                new Router(own, schemas, api),
                inFlight,
                new RequestMeter(new Telemetry(1, List.of()).requests(), System::nanoTime),
                new Diagnostics(false, here));
    }

    private static Response asked(RequestChain chain, String path) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        chain.handle(new Get(path, answer, new AtomicBoolean()));
        Response response = answer.join();
        response.body().close();
        return response;
    }

    /** A GET without headers; its answer is not sent anywhere. */
    private record Get(String rawPath, CompletableFuture<Response> answer, AtomicBoolean known)
            implements HttpExchange {
        @Override
        public void callerIsKnown() {
            known.set(true);
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public @Nullable String rawQuery() {
            return null;
        }

        @Override
        public @Nullable String header(String name) {
            return null;
        }

        @Override
        public List<String> headers(String name) {
            return List.of();
        }

        @Override
        public Collection<String> headerNames() {
            return List.of();
        }

        @Override
        public List<X509Certificate> peerCertificates() {
            return List.of();
        }

        @Override
        public boolean http2() {
            return true;
        }

        @Override
        public SocketAddress remoteAddress() {
            return new InetSocketAddress(0);
        }

        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public Executor turns() {
            return Runnable::run;
        }

        @Override
        public void respond(Response response) {
            answer.complete(response);
        }
    }
}
