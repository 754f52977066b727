package io.kubemeter.apiserver.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kubemeter.apiserver.protobuf.Capture;
import io.kubemeter.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.RecordedRequest;
import okhttp3.mockwebserver.SocketPolicy;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeApiTest {
    private static final Duration SILENCE = Duration.ofSeconds(5);

    @TempDir Path directory;
    private final FakeKube kube = new FakeKube();

    @AfterEach
    void close() {
        kube.close();
    }

    @Test
    void bodyIsReadAsAStream() throws Exception {
        byte[] large = new byte[3 << 20];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) ((i * 31) >>> 7);
        }
        kube.answers("/x", new MockResponse().setBody(new Buffer().write(large)));
        try (KubeApi api = kube.api(directory);
                KubeResponse answer = api.get("/x", "a/b", SILENCE);
                InputStream body = answer.body()) {
            assertThat(body.readAllBytes()).isEqualTo(large);
        }
        RecordedRequest request = kube.nextRequest();
        assertThat(request.getHeader("Accept")).isEqualTo("a/b");
        assertThat(request.getHeader("Authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void silenceEndsABody() throws Exception {
        MockResponse hung =
                new MockResponse()
                        .setBody("half")
                        .setHeader("Content-Length", 8)
                        .setSocketPolicy(SocketPolicy.KEEP_OPEN);
        kube.answers("/x", hung);
        try (KubeApi api = kube.api(directory);
                KubeResponse answer = api.get("/x", "a/b", Duration.ofMillis(200))) {
            assertThatThrownBy(() -> answer.body().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nothing came for");
        }
    }

    @Test
    void cutBodyIsAFailureAndNotAnEnd() throws Exception {
        MockResponse cut =
                new MockResponse()
                        .setChunkedBody("x".repeat(100_000), 1000)
                        .setSocketPolicy(SocketPolicy.DISCONNECT_DURING_RESPONSE_BODY);
        kube.answers("/x", cut);
        try (KubeApi api = kube.api(directory);
                KubeResponse answer = api.get("/x", "a/b", SILENCE)) {
            assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void forbiddenNamesTheRule() throws Exception {
        String message =
                "pods is forbidden: User \\\"u\\\" cannot list resource \\\"pods\\\" in API group"
                        + " \\\"\\\" at the cluster scope";
        ApiException refused =
                refusal(403, "{\"kind\":\"Status\",\"message\":\"" + message + "\"}");
        assertThat(refused.problem())
                .isEqualTo(
                        new ApiProblem(
                                Reason.API_FORBIDDEN,
                                "pods is forbidden: User \"u\" cannot list resource \"pods\" in"
                                        + " API group \"\" at the cluster scope"));
    }

    /** Lists are asked for in protobuf, so kube-apiserver refuses them in protobuf. */
    @Test
    void forbiddenInProtobufNamesTheRuleTheSame() throws Exception {
        ApiException refused = refusal(403, Capture.body("nodes-list-forbidden-protobuf.http"));
        assertThat(refused.problem())
                .isEqualTo(
                        new ApiProblem(
                                Reason.API_FORBIDDEN,
                                "nodes is forbidden: User"
                                        + " \"system:serviceaccount:kube-system:reader\" cannot list"
                                        + " resource \"nodes\" in API group \"\" at the cluster"
                                        + " scope"));
    }

    @Test
    void aRefusalThatIsCutIsShownAsFarAsItCanBeRead() throws Exception {
        byte[] whole = Capture.body("nodes-list-forbidden-protobuf.http");
        ApiException refused = refusal(403, Arrays.copyOf(whole, whole.length / 2));
        assertThat(refused.problem().detail()).contains("nodes is forbidden");
    }

    @Test
    void unauthenticatedTellsWhoseTokenItIsAndNotTheToken() throws Exception {
        String claims =
                "{\"aud\":[\"https://kubernetes.default.svc\"],\"exp\":1795231981,\"iss\":\"me\","
                        + "\"kubernetes.io\":{\"namespace\":\"kube-system\"}}";
        String token =
                "e30."
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                        + ".c2ln";
        kube.answers("/x", new MockResponse().setResponseCode(401));
        Path config = kube.kubeconfig(directory, "token: " + token);
        try (KubeApi api = KubeApi.open(new KubeLocation.Kubeconfig(config))) {
            ApiException refused =
                    catchThrowableOfType(ApiException.class, () -> api.getJson("/x"));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.problem().reason()).isEqualTo(Reason.API_UNAUTHENTICATED);
            assertThat(refused.problem().detail())
                    .isEqualTo("{aud=[https://kubernetes.default.svc], exp=1795231981, iss=me}")
                    .doesNotContain("c2ln");
        }
    }

    @Test
    void failuresAreNotRetriedBehindOurBack() throws Exception {
        assertThat(refusal(503, "busy").problem().detail()).contains("503", "busy");
        assertThat(kube.requests()).isEqualTo(1);
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        kube.answers(
                "/x", new MockResponse().setResponseCode(302).setHeader("Location", "/elsewhere"));
        try (KubeApi api = kube.api(directory)) {
            ApiException refused =
                    catchThrowableOfType(ApiException.class, () -> api.getJson("/x"));
            assertThat(refused.status()).isEqualTo(302);
        }
    }

    @Test
    void retryAfterIsTold() throws Exception {
        kube.answers("/x", new MockResponse().setResponseCode(429).setHeader("Retry-After", "7"));
        try (KubeApi api = kube.api(directory)) {
            ApiException refused =
                    catchThrowableOfType(ApiException.class, () -> api.getJson("/x"));
            assertThat(refused.retryAfterSeconds()).isEqualTo(7);
        }
    }

    @Test
    void nobodyThereIsUnreachable() throws Exception {
        Path config = kube.kubeconfig(directory, "token: t");
        kube.close();
        try (KubeApi api = KubeApi.open(new KubeLocation.Kubeconfig(config))) {
            ApiException refused =
                    catchThrowableOfType(ApiException.class, () -> api.getJson("/x"));
            assertThat(refused.problem().reason()).isEqualTo(Reason.API_UNREACHABLE);
            assertThat(refused.status()).isZero();
        }
    }

    @Test
    void replacedTokenFileIsReadAgain() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        Path config = kube.kubeconfig(directory, "tokenFile: token");
        kube.answers("/x", new MockResponse().setBody("{}"));
        kube.answers("/x", new MockResponse().setBody("{}"));
        try (KubeApi api = KubeApi.open(new KubeLocation.Kubeconfig(config))) {
            api.getJson("/x");
            Files.delete(token);
            Files.writeString(directory.resolve("new"), "second\n");
            Files.move(directory.resolve("new"), token);
            api.getJson("/x");
        }
        assertThat(kube.nextRequest().getHeader("Authorization")).isEqualTo("Bearer first");
        assertThat(kube.nextRequest().getHeader("Authorization")).isEqualTo("Bearer second");
    }

    @Test
    void reviewsAreAskedAndReadAsCaptured() throws Exception {
        kube.answers("/apis/authentication", json("tokenreview.http"));
        kube.answers("/apis/authentication", json("tokenreview-bad.http"));
        kube.answers("/apis/authorization", json("subjectaccessreview-allowed.http"));
        kube.answers("/apis/authorization", json("subjectaccessreview-denied.http"));
        try (KubeApi api = kube.api(directory)) {
            Reviews reviews = new Reviews(api, SILENCE);
            assertThat(reviews.token("TOKEN"))
                    .isEqualTo(
                            new TokenVerdict.Known(
                                    "system:serviceaccount:default:reader",
                                    "17b5227d-9800-419e-a566-15588a4097bc",
                                    List.of(
                                            "system:serviceaccounts",
                                            "system:serviceaccounts:default",
                                            "system:authenticated"),
                                    Map.of(
                                            "authentication.kubernetes.io/credential-id",
                                            List.of("JTI=1f7fc44e-560f-43e8-8bd9-0d423e550929"))));
            assertThat(reviews.token("nonsense"))
                    .isEqualTo(new TokenVerdict.Refused("invalid bearer token"));
            AccessQuestion question =
                    new AccessQuestion(
                            "u",
                            "42",
                            List.of("g"),
                            Map.of("k", List.of("v")),
                            AccessQuestion.RESOURCE,
                            Map.of("verb", "list", "namespace", ""));
            assertThat(reviews.access(question)).isEqualTo(new AccessVerdict(true, ""));
            assertThat(reviews.access(question)).isEqualTo(new AccessVerdict(false, ""));
        }
        assertThat(kube.nextRequest().getBody().readUtf8())
                .isEqualTo(
                        "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\","
                                + "\"spec\":{\"token\":\"TOKEN\"}}");
        kube.nextRequest();
        assertThat(kube.nextRequest().getBody().readUtf8())
                .isEqualTo(
                        "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":"
                                + "\"SubjectAccessReview\",\"spec\":{\"resourceAttributes\":"
                                + "{\"verb\":\"list\"},\"user\":\"u\",\"groups\":[\"g\"],"
                                + "\"extra\":{\"k\":[\"v\"]},\"uid\":\"42\"}}");
    }

    @Test
    void reviewOnABrokenConnectionIsTriedOnceMore() throws Exception {
        kube.answers(
                "/apis/authorization",
                new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST));
        kube.answers("/apis/authorization", json("subjectaccessreview-allowed.http"));
        try (KubeApi api = kube.api(directory)) {
            AccessQuestion question =
                    new AccessQuestion(
                            "u", null, List.of(), Map.of(), AccessQuestion.PATH, Map.of());
            assertThat(new Reviews(api, SILENCE).access(question).allowed()).isTrue();
        }
    }

    @Test
    void failedReviewSaysSo() throws Exception {
        kube.answers("/apis/authentication", new MockResponse().setResponseCode(500));
        try (KubeApi api = kube.api(directory)) {
            ApiException refused =
                    catchThrowableOfType(
                            ApiException.class, () -> new Reviews(api, SILENCE).token("t"));
            assertThat(refused.problem().reason()).isEqualTo(Reason.REVIEW_FAILED);
            assertThat(refused.problem().detail()).startsWith("KM201 ");
        }
    }

    @Test
    void configMapIsReadAsCaptured() throws Exception {
        kube.answers(
                "/api/v1/namespaces/kube-system/configmaps/c",
                json("configmap-extension-apiserver-authentication.http"));
        try (KubeApi api = kube.api(directory)) {
            ConfigMap read = ConfigMaps.read(api, "kube-system", "c");
            assertThat(read.version()).matches("[0-9]+");
            Map<String, String> entries = read.entries();
            assertThat(entries).hasSize(7);
            assertThat(ConfigMaps.texts(entries.getOrDefault("requestheader-allowed-names", "")))
                    .containsExactly("front-proxy-client");
            assertThat(PemBundle.certificates(entries.getOrDefault("client-ca-file", "")))
                    .extracting(ca -> ca.getSubjectX500Principal().getName())
                    .containsExactly("CN=kubernetes");
        }
    }

    @Test
    void wrongConfigurationIsToldWithItsFix() {
        assertThatThrownBy(() -> KubeLocation.of(null, Map.of()))
                .isInstanceOf(KubeConfigException.class)
                .hasMessageContaining("give --kubeconfig");
        assertThatThrownBy(() -> KubeApi.open(new KubeLocation.Kubeconfig(directory.resolve("no"))))
                .isInstanceOf(KubeConfigException.class)
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> KubeApi.open(new KubeLocation.InCluster("h", "1", directory)))
                .isInstanceOf(KubeConfigException.class)
                .hasMessageContaining("ca.crt");
    }

    private ApiException refusal(int status, String body) throws Exception {
        return refusal(status, body.getBytes(StandardCharsets.UTF_8));
    }

    private ApiException refusal(int status, byte[] body) throws Exception {
        kube.answers(
                "/x", new MockResponse().setResponseCode(status).setBody(new Buffer().write(body)));
        try (KubeApi api = kube.api(directory)) {
            return catchThrowableOfType(
                    ApiException.class, () -> api.get("/x", "a/b", SILENCE).close());
        }
    }

    private static MockResponse json(String capture) {
        return new MockResponse()
                .setResponseCode(201)
                .setHeader("Content-Type", "application/json")
                .setBody(new Buffer().write(Capture.body(capture)));
    }
}
