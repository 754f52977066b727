package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.kube.FakeKube;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.kubelet.ServingRequest;
import io.kubemeter.model.NodeName;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.mockwebserver.MockResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingRequestsTest {
    private static final String PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    @TempDir Path directory;
    private final FakeKube kube = new FakeKube();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() {
        kube.close();
    }

    @Test
    void theNewestRequestOfANodeIsFoundWithItsState() throws Exception {
        answer(
                item("csr-old", "node1", "2026-11-20T00:00:00Z", "", ""),
                item("csr-new", "node1", "2026-11-21T00:00:00Z", "Denied", ""),
                item("csr-pending", "node2", "2026-11-21T00:00:00Z", "", ""),
                item("csr-waits", "node3", "2026-11-21T00:00:00Z", "Approved", ""),
                item("csr-done", "node4", "2026-11-21T00:00:00Z", "Approved", "TFMw"));
        try (KubeApi api = kube.api(directory)) {
            ServingRequests requests = new ServingRequests(api, Runnable::run, nanos::get);
            assertThat(of(requests, "node1"))
                    .isEqualTo(
                            new ServingRequest(
                                    "csr-new",
                                    ServingRequest.State.REFUSED,
                                    "Denied Because: it \"is\" so"));
            assertThat(of(requests, "node2"))
                    .isEqualTo(new ServingRequest("csr-pending", ServingRequest.State.PENDING, ""));
            assertThat(of(requests, "node3"))
                    .isEqualTo(new ServingRequest("csr-waits", ServingRequest.State.UNSIGNED, ""));
            assertThat(of(requests, "node4"))
                    .isEqualTo(new ServingRequest("csr-done", ServingRequest.State.ISSUED, ""));
            assertThat(of(requests, "node5")).isNull();
            assertThat(kube.requests()).isEqualTo(1);
            assertThat(kube.nextRequest().getPath())
                    .contains("fieldSelector=spec.signerName%3Dkubernetes.io%2Fkubelet-serving");

            nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
            of(requests, "node1");
            assertThat(kube.requests()).isEqualTo(2);
        }
    }

    @Test
    void aRightThatIsAbsentCostsOneQuestion() throws Exception {
        kube.answers(PATH, new MockResponse().setResponseCode(403).setBody("{}"));
        try (KubeApi api = kube.api(directory)) {
            ServingRequests requests = new ServingRequests(api, Runnable::run, nanos::get);
            for (int i = 0; i < 10; i++) {
                assertThat(of(requests, "node1")).isNull();
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(15));
            }
            assertThat(kube.requests()).isEqualTo(1);
        }
    }

    private void answer(String... items) {
        kube.answers(
                PATH,
                new MockResponse()
                        .setHeader("Content-Type", "application/json")
                        .setBody("{\"items\":[" + String.join(",", items) + "]}"));
    }

    private static String item(
            String name, String node, String created, String condition, String certificate) {
        String conditions =
                condition.isEmpty()
                        ? ""
                        : "{\"type\":\""
                                + condition
                                + "\",\"reason\":\"Because\",\"message\":\"it \\\"is\\\"\\nso\"}";
        return "{\"metadata\":{\"name\":\""
                + name
                + "\",\"creationTimestamp\":\""
                + created
                + "\"},\"spec\":{\"username\":\"system:node:"
                + node
                + "\"},\"status\":{\"conditions\":["
                + conditions
                + "],\"certificate\":\""
                + certificate
                + "\"}}";
    }

    private static @Nullable ServingRequest of(ServingRequests requests, String node)
            throws Exception {
        return requests.of(new NodeName(node)).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
