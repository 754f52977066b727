package io.kubemeter.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.FakeKube;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeLocation;
import io.kubemeter.apiserver.protobuf.Capture;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import okhttp3.mockwebserver.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallerTrustWatchTest {
    private static final String CONFIG_MAP =
            "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";
    private static final String WATCH = "/api/v1/namespaces/kube-system/configmaps?watch=true";
    private static final ClusterPki PKI = ClusterPki.create(InstantSource.system());
    private static final ClusterPki NEXT = ClusterPki.create(InstantSource.system());

    @TempDir Path directory;
    private final FakeKube kube = new FakeKube();
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(kube));

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void capturedConfigMapIsUnderstood() throws Exception {
        kube.answers(
                CONFIG_MAP,
                new MockResponse()
                        .setBody(
                                new Buffer()
                                        .write(
                                                Capture.body(
                                                        "configmap-extension-apiserver-authentication.http"))));
        kube.answers(WATCH, new MockResponse().setResponseCode(403));
        CallerTrustWatch watch = start(AuthenticationConfig.DEFAULT);
        afterRequests(2);
        assertThat(watch.loaded()).isTrue();
        assertThat(watch.problems()).as("who may not watch asks again in a while").isEmpty();
        FrontProxyRules rules = Objects.requireNonNull(watch.get().frontProxy());
        assertThat(rules.allowedNames()).containsExactly("front-proxy-client");
        assertThat(rules.userHeaders()).containsExactly("X-Remote-User");
        assertThat(rules.groupHeaders()).containsExactly("X-Remote-Group");
        assertThat(rules.uidHeaders()).containsExactly("X-Remote-Uid");
        assertThat(rules.extraPrefixes()).containsExactly("X-Remote-Extra-");
        assertThat(watch.get().authorities())
                .extracting(ca -> ca.getSubjectX500Principal().getName())
                .containsExactly("CN=kubernetes", "CN=front-proxy-ca");
    }

    @Test
    void absentConfigMapIsWaitedFor() throws Exception {
        kube.answers(CONFIG_MAP, new MockResponse().setResponseCode(404));
        kube.answers(CONFIG_MAP, slow(configMap(entries(PKI))));
        CallerTrustWatch watch = start(AuthenticationConfig.DEFAULT);
        afterRequests(2);
        assertThat(watch.loaded()).isFalse();
        assertThat(watch.problems())
                .extracting(ApiProblem::detail)
                .containsExactly(
                        "there is no ConfigMap kube-system/extension-apiserver-authentication yet");
        afterRequests(1);
        assertThat(watch.loaded()).isTrue();
        assertThat(watch.problems()).isEmpty();
    }

    @Test
    void changeIsTakenAndCorruptValueIsNot() throws Exception {
        Map<String, String> corrupt = entries(NEXT);
        corrupt.put("requestheader-client-ca-file", "nonsense");
        Map<String, String> corruptNames = entries(NEXT);
        corruptNames.put("requestheader-allowed-names", "{}");
        kube.answers(CONFIG_MAP, configMap(entries(PKI)));
        kube.answers(CONFIG_MAP, slow(configMap(corrupt)));
        kube.answers(CONFIG_MAP, slow(configMap(corruptNames)));
        kube.answers(CONFIG_MAP, slow(configMap(entries(NEXT))));
        CallerTrustWatch watch = start(AuthenticationConfig.DEFAULT);
        afterRequests(2);
        assertThat(frontProxy(watch)).isEqualTo(PKI.frontProxy().certificate());
        for (int i = 0; i < 2; i++) {
            afterRequests(1);
            assertThat(frontProxy(watch)).isEqualTo(PKI.frontProxy().certificate());
            assertThat(watch.get().clientAuthorities())
                    .as("the other half is good")
                    .containsExactly(NEXT.cluster().certificate());
            assertThat(watch.problems())
                    .singleElement()
                    .satisfies(problem ->
                            assertThat(problem.detail()).contains("the last good value stays"));
        }
        afterRequests(1);
        assertThat(frontProxy(watch)).isEqualTo(NEXT.frontProxy().certificate());
        assertThat(watch.problems()).isEmpty();
    }

    @Test
    void changeIsTakenAsSoonAsTheServerTellsOfIt() throws Exception {
        kube.answers(CONFIG_MAP, configMap(entries(PKI), "7"));
        kube.answers(WATCH, new MockResponse().setBody("{\"type\":\"MODIFIED\"}\n"));
        kube.answers(CONFIG_MAP, configMap(entries(NEXT), "8"));
        CallerTrustWatch watch = start(AuthenticationConfig.DEFAULT, Duration.ofHours(1));
        assertThat(kube.nextRequest(WATCH).getPath())
                .contains("fieldSelector=metadata.name%3Dextension-apiserver-authentication")
                .contains("resourceVersion=7");
        assertThat(kube.nextRequest(WATCH).getPath()).contains("resourceVersion=8");
        assertThat(frontProxy(watch)).isEqualTo(NEXT.frontProxy().certificate());
    }

    @Test
    void whoTellsOfChangesThatAreNoneIsNotAskedOnAndOn() throws Exception {
        for (int i = 0; i < 3; i++) {
            kube.answers(CONFIG_MAP, configMap(entries(PKI), "7"));
            kube.answers(WATCH, new MockResponse().setBody("{\"type\":\"MODIFIED\"}\n"));
        }
        start(AuthenticationConfig.DEFAULT);
        assertThat(kube.nextRequest().getPath()).isEqualTo(CONFIG_MAP);
        assertThat(kube.nextRequest().getPath()).startsWith(WATCH);
        assertThat(kube.nextRequest().getPath()).isEqualTo(CONFIG_MAP);
        // A period lies between these two.
        assertThat(kube.nextRequest().getPath()).isEqualTo(CONFIG_MAP);
        assertThat(kube.nextRequest().getPath()).startsWith(WATCH);
    }

    @Test
    void realRightsSufficeToBeToldOfAChange() throws Exception {
        try (SimulatedCluster cluster =
                SimulatedCluster.open(
                        ClusterOptions.of(WorldShape.of(1, 1, 1, 1), InstantSource.system()))) {
            cluster.writeServiceAccount(directory);
            KubeApi api =
                    KubeApi.open(
                            new KubeLocation.InCluster(
                                    "127.0.0.1", "" + cluster.address().getPort(), directory));
            opened.addFirst(api);
            CallerTrustWatch watch =
                    CallerTrustWatch.start(
                            api, AuthenticationConfig.DEFAULT, Duration.ofHours(1), new Random(1));
            opened.addFirst(watch);
            eventually(watch, cluster.pki().frontProxy().certificate());
            cluster.objects()
                    .authentication(data -> {
                        data.put("requestheader-client-ca-file", NEXT.frontProxy().pem());
                        return data;
                    });
            eventually(watch, NEXT.frontProxy().certificate());
            opened.removeFirst().close();
            opened.removeFirst().close();
        }
    }

    private static void eventually(CallerTrustWatch watch, Object authority) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (watch.get().frontProxy() == null || !frontProxy(watch).equals(authority)) {
            assertThat(System.nanoTime()).as("within a minute").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    @Test
    void clusterWithoutAFrontProxyIsNamed() throws Exception {
        Map<String, String> entries = entries(PKI);
        entries.remove("requestheader-client-ca-file");
        kube.answers(CONFIG_MAP, configMap(entries));
        CallerTrustWatch watch = start(AuthenticationConfig.DEFAULT);
        afterRequests(2);
        assertThat(watch.get().frontProxy()).isNull();
        assertThat(watch.problems())
                .extracting(ApiProblem::reason)
                .containsExactly(Reason.FRONT_PROXY_UNKNOWN);
    }

    @Test
    void overlapIsNamed() throws Exception {
        Map<String, String> entries = entries(PKI);
        entries.put("requestheader-client-ca-file", PKI.cluster().pem());
        entries.put("requestheader-allowed-names", "[]");
        kube.answers(CONFIG_MAP, configMap(entries));
        CallerTrustWatch watch = start(AuthenticationConfig.DEFAULT);
        afterRequests(2);
        assertThat(watch.problems())
                .extracting(ApiProblem::reason)
                .containsExactly(Reason.CA_OVERLAP);
    }

    @Test
    void filesStandInForTheConfigMapAndAreReadAgain() throws Exception {
        Path clients = Files.writeString(directory.resolve("c"), PKI.cluster().pem());
        Path proxy = Files.writeString(directory.resolve("p"), PKI.frontProxy().pem());
        AuthenticationConfig config =
                new AuthenticationConfig(
                        clients,
                        new AuthenticationConfig.RequestHeader(
                                proxy,
                                List.of("x"),
                                List.of("u"),
                                List.of(),
                                List.of("g"),
                                List.of("e")),
                        false,
                        false,
                        Duration.ofSeconds(10));
        CallerTrust first =
                new CallerTrustReader(config, CallerTrust.NOBODY).read(Map.of(), new ArrayList<>());
        Files.writeString(clients, NEXT.cluster().pem());
        Files.writeString(proxy, "nonsense");
        List<ApiProblem> problems = new ArrayList<>();
        CallerTrust second = new CallerTrustReader(config, first).read(Map.of(), problems);

        assertThat(first.clientAuthorities()).containsExactly(PKI.cluster().certificate());
        assertThat(second.clientAuthorities()).containsExactly(NEXT.cluster().certificate());
        assertThat(second.frontProxy()).isEqualTo(first.frontProxy()).isNotNull();
        assertThat(problems).hasSize(1);
        start(config);
        assertThat(kube.requests()).isZero();
    }

    private CallerTrustWatch start(AuthenticationConfig config) throws Exception {
        return start(config, Duration.ofMillis(50));
    }

    private CallerTrustWatch start(AuthenticationConfig config, Duration period) throws Exception {
        KubeApi api = kube.api(directory);
        opened.addFirst(api);
        CallerTrustWatch watch = CallerTrustWatch.start(api, config, period, new Random(1));
        opened.addFirst(watch);
        return watch;
    }

    /** Leaves the test time to look at what the answer before has led to. */
    private static MockResponse slow(MockResponse answer) {
        return answer.setHeadersDelay(2, TimeUnit.SECONDS);
    }

    /** When the n-th request comes, the answer to the one before has been applied. */
    private void afterRequests(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            kube.nextRequest(CONFIG_MAP);
        }
    }

    private static Object frontProxy(CallerTrustWatch watch) {
        return Objects.requireNonNull(watch.get().frontProxy()).authorities().getFirst();
    }

    private static Map<String, String> entries(ClusterPki pki) {
        Map<String, String> entries = new TreeMap<>();
        entries.put("client-ca-file", pki.cluster().pem());
        entries.put("requestheader-client-ca-file", pki.frontProxy().pem());
        entries.put("requestheader-allowed-names", "[\"front-proxy-client\"]");
        entries.put("requestheader-username-headers", "[\"X-Remote-User\"]");
        entries.put("requestheader-group-headers", "[\"X-Remote-Group\"]");
        entries.put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
        return entries;
    }

    private static MockResponse configMap(Map<String, String> entries) {
        return configMap(entries, "");
    }

    private static MockResponse configMap(Map<String, String> entries, String version) {
        StringBuilder data = new StringBuilder();
        entries.forEach((key, value) ->
                data.append(data.isEmpty() ? "" : ",")
                        .append('"')
                        .append(key)
                        .append("\":\"")
                        .append(JsonStringEncoder.getInstance().quoteAsString(value))
                        .append('"'));
        return new MockResponse()
                .setBody(
                        "{\"kind\":\"ConfigMap\",\"metadata\":{\"labels\":{\"a\":\"b\"},\"resourceVersion\":\""
                                + version
                                + "\"},\"data\":{"
                                + data
                                + "}}");
    }
}
