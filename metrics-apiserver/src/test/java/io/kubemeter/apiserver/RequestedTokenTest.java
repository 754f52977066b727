package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.kube.FakeKube;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.kubelet.BearerToken;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestedTokenTest {
    private static final String PATH =
            "/api/v1/namespaces/kube-system/serviceaccounts/scraper/token";

    @TempDir Path directory;
    private final FakeKube kube = new FakeKube();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() {
        kube.close();
    }

    @Test
    void aTokenOfTenMinutesIsMadeAndRenewedAfterTwoThirds() throws Exception {
        issue("first");
        try (KubeApi api = kube.api(directory)) {
            RequestedToken token = start(api);
            assertThat(token.current()).isEqualTo(BearerToken.parse("first"));
            RecordedRequest request = kube.nextRequest();
            assertThat(request.getPath()).isEqualTo(PATH);
            assertThat(request.getBody().readUtf8()).contains("\"expirationSeconds\":600");

            issue("second");
            after(399, token);
            assertThat(kube.requests()).isEqualTo(1);
            after(1, token);
            assertThat(kube.requests()).isEqualTo(2);
            assertThat(token.current()).isEqualTo(BearerToken.parse("second"));
        }
    }

    @Test
    void aTokenThatIsRefusedIsMadeAnewOnceAWhile() throws Exception {
        issue("first");
        try (KubeApi api = kube.api(directory)) {
            RequestedToken token = start(api);
            issue("second");
            token.refused();
            assertThat(kube.requests()).isEqualTo(1);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
            for (int i = 0; i < 100; i++) {
                token.refused();
            }
            assertThat(kube.requests()).isEqualTo(2);
            assertThat(token.current()).isEqualTo(BearerToken.parse("second"));
        }
    }

    @Test
    void aRequestThatIsRefusedLeavesTheLastTokenAndIsRepeated() throws Exception {
        kube.answers(PATH, new MockResponse().setResponseCode(403).setBody("{}"));
        try (KubeApi api = kube.api(directory)) {
            RequestedToken token = start(api);
            assertThat(token.current()).isNull();
            issue("first");
            after(10, token);
            assertThat(token.current()).isEqualTo(BearerToken.parse("first"));
        }
    }

    private RequestedToken start(KubeApi api) {
        return RequestedToken.start(api, "kube-system/scraper", Runnable::run, nanos::get);
    }

    private void after(int seconds, RequestedToken token) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        token.reread();
    }

    private void issue(String token) {
        kube.answers(
                PATH,
                new MockResponse()
                        .setResponseCode(201)
                        .setBody(
                                "{\"spec\":{\"expirationSeconds\":600},\"status\":{\"token\":\""
                                        + token
                                        + "\"}}"));
    }
}
