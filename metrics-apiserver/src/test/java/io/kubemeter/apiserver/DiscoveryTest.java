package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.kube.Answers;
import io.kubemeter.simulator.kube.Caller;
import io.kubemeter.simulator.kube.Failure;
import io.kubemeter.simulator.kube.KubeApi;
import io.kubemeter.simulator.world.WorldShape;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Discovery is there whatever else is not: namespaces cannot be deleted without it. */
class DiscoveryTest {
    private static final String AGGREGATED = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String NODES = "/apis/metrics.k8s.io/v1/nodes";
    private static final List<String> LEGACY =
            List.of(
                    "/apis",
                    "/apis/metrics.k8s.io",
                    "/apis/metrics.k8s.io/v1",
                    "/apis/metrics.k8s.io/v1beta1");

    @TempDir static Path folder;

    private static ServiceFixture service;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(WorldShape.of(1, 1, 1, 3), folder);
        service.awaitKnownCallers("/apis");
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void whoKnowsTheAggregatedDocumentGetsNone() throws Exception {
        for (String type : List.of(JSON, PROTOBUF)) {
            DirectCaller caller = master().saying("Accept", type + AGGREGATED);
            HttpResponse<String> whole = caller.get("/apis");
            assertThat(whole.statusCode()).as(type).isEqualTo(200);
            assertThat(header(whole, "Content-Type")).isEqualTo(type + AGGREGATED);
            String tag = header(whole, "Etag");
            assertThat(tag).as(type).matches("\"[0-9A-F]{128}\"");
            HttpResponse<String> none = caller.saying("If-None-Match", tag).get("/apis");
            assertThat(none.statusCode()).as(type).isEqualTo(304);
            assertThat(none.body()).as(type).isEmpty();
            assertThat(header(none, "Etag")).as(type).isEqualTo(tag);
            assertThat(caller.saying("If-None-Match", "\"other\"").get("/apis").statusCode())
                    .as(type)
                    .isEqualTo(200);
        }
    }

    /**
     * kube-apiserver falls back to these with the tag of the aggregated document, and needs 200.
     */
    @Test
    void otherDocumentsHaveNoTagAndAreAlwaysWhole() throws Exception {
        String tag = header(master().saying("Accept", JSON + AGGREGATED).get("/apis"), "Etag");
        for (String path : LEGACY) {
            for (String type : List.of(JSON, PROTOBUF)) {
                HttpResponse<String> answer =
                        master().saying("Accept", type).saying("If-None-Match", tag).get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.headers().firstValue("Etag")).as(path).isEmpty();
                assertThat(answer.body()).as(path).contains("metrics.k8s.io");
            }
        }
    }

    @Test
    void itIsAnsweredWhileNobodyCanBeAskedWhatCallersMay() throws Exception {
        AccessRules.Rule every = AccessRules.Rule.paths("discoverer", List.of("/apis", "/apis/*"));
        service.cluster.api().access().grant(every);
        DirectCaller known = aggregator().saying("X-Remote-User", "discoverer");
        for (String path : LEGACY) {
            assertThat(known.get(path).statusCode()).as(path).isEqualTo(200);
        }
        service.cluster.api().script(DiscoveryTest::refusesReviews);
        try {
            for (String path : LEGACY) {
                assertThat(master().get(path).statusCode()).as(path).isEqualTo(200);
                assertThat(known.get(path).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(master().get(NODES).statusCode()).isEqualTo(200);
            assertThat(aggregator().saying("X-Remote-User", "new").get("/apis").statusCode())
                    .isEqualTo(503);
        } finally {
            service.cluster.api().script(KubeApi.Script.NOTHING);
        }
    }

    private static boolean refusesReviews(Exchange exchange, Caller caller) {
        if (!exchange.target().rawPath().endsWith("reviews")) {
            return false;
        }
        Failure failure = Failure.of(500, "InternalError", "the simulator says no");
        exchange.readBody(1 << 20, _ -> Answers.failure(exchange, failure));
        return true;
    }

    private static DirectCaller aggregator() {
        return service.direct().showing(service.cluster.pki().frontProxyClient());
    }

    private static DirectCaller master() {
        return aggregator()
                .saying("X-Remote-User", "kubernetes-admin", "X-Remote-Group", "system:masters");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
