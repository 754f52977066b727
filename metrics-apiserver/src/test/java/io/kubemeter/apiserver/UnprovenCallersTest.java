package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.WorldShape;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers get who come past the aggregator and cannot prove who they are. */
class UnprovenCallersTest {
    private static final List<String> RESOURCES =
            List.of(
                    "/apis/metrics.k8s.io/v1/nodes",
                    "/apis/metrics.k8s.io/v1beta1/pods",
                    "/apis/metrics.k8s.io/v1/namespaces/shop/pods",
                    "/apis/metrics.k8s.io/v1/nodes/any",
                    "/apis/metrics.k8s.io/v1//nodes",
                    "/apis/metrics.k8s.io/v1/nodes?watch=true");
    private static final List<String> DISCOVERY =
            List.of("/apis", "/apis/metrics.k8s.io", "/apis/metrics.k8s.io/v1", "/openapi/v2");
    private static final List<String> OWN = List.of("/metrics", "/", "/nothing", "/readyz/ping");
    private static final List<String> PROBES = List.of("/livez", "/healthz");
    private static final String[] MASTER = {
        "X-Remote-User", "kubernetes-admin", "X-Remote-Group", "system:masters"
    };

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
    void nobodyIsAnonymous() throws Exception {
        refused(service.direct(), 403, RESOURCES, DISCOVERY, OWN);
    }

    @Test
    void headersAloneProveNothing() throws Exception {
        refused(service.direct().saying(MASTER), 403, RESOURCES, DISCOVERY, OWN);
    }

    @Test
    void strangersCertificateProvesNothing() throws Exception {
        ClusterPki elsewhere = ClusterPki.create(service.cluster.world().clock());
        refused(service.direct().showing(elsewhere.admin()), 401, RESOURCES, DISCOVERY, OWN);
        refused(
                service.direct().showing(elsewhere.frontProxyClient()).saying(MASTER),
                401,
                RESOURCES,
                DISCOVERY,
                OWN);
    }

    @Test
    void serversCertificateOfTheFrontProxysAuthorityProvesNothing() throws Exception {
        Authority authority = service.cluster.pki().frontProxy();
        Credential server =
                authority.issueWithFreshKey(
                        new CertificateOrder(
                                "front-proxy-client",
                                List.of(),
                                List.of("front-proxy-client"),
                                List.of(),
                                Purpose.SERVER,
                                authority.validity()));
        refused(service.direct().showing(server).saying(MASTER), 401, RESOURCES, DISCOVERY, OWN);
    }

    @Test
    void usersOfTheClusterCannotSpeakForOthers() throws Exception {
        Credential user = service.cluster.pki().client("somebody", List.of());
        DirectCaller caller = service.direct().showing(user).saying(MASTER);
        refused(caller, 403, RESOURCES, OWN);
        assertThat(caller.get("/metrics").body()).contains("somebody").doesNotContain("admin");
    }

    @Test
    void unknownTokenIsRefused() throws Exception {
        refused(service.direct().bearing("eyJhbGciOiJub25lIn0.e30."), 401, RESOURCES, OWN);
        refused(service.direct().saying("Authorization", "Bearer"), 403, RESOURCES, OWN);
    }

    @Test
    void tokenWithoutRightsSeesDiscoveryAlone() throws Exception {
        DirectCaller caller = service.direct().bearing(service.token("a-user"));
        refused(caller, 403, RESOURCES, OWN);
        for (String path : List.of("/apis", "/apis/metrics.k8s.io/v1")) {
            assertThat(caller.get(path).statusCode()).as(path).isEqualTo(200);
        }
    }

    @SafeVarargs
    private static void refused(DirectCaller caller, int code, List<String>... paths)
            throws Exception {
        for (List<String> some : paths) {
            for (String path : some) {
                refused(caller, code, path);
            }
        }
    }

    private static void refused(DirectCaller caller, int code, String path) throws Exception {
        HttpResponse<String> answer = caller.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(code);
        JsonNode status = service.tree(answer.body());
        assertThat(status.path("kind").asText()).as(path).isEqualTo("Status");
        assertThat(status.path("code").asInt()).as(path).isEqualTo(code);
        assertThat(status.has("items")).as(path).isFalse();
    }

    @Test
    void probesAnswerEverybodyAndTheirChecksDoNot() throws Exception {
        for (String probe : PROBES) {
            assertThat(service.direct().get(probe).body()).as(probe).isEqualTo("ok");
        }
    }
}
