package io.kubemeter.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.auth.AuthResult.Authenticated;
import io.kubemeter.apiserver.auth.AuthResult.Unauthorized;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.FakeKube;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.Reviews;
import io.kubemeter.apiserver.protobuf.Capture;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.mockwebserver.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelegatedAuthenticatorTest {
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final ClusterPki PKI = ClusterPki.create(InstantSource.fixed(NOW));
    private static final ClusterPki OTHER_PKI = ClusterPki.create(InstantSource.fixed(NOW));
    private static final Identity ADMIN =
            Identity.of("kubernetes-admin", "system:masters", "system:authenticated");
    private static final String[] ADMIN_HEADERS = {
        "X-Remote-User: kubernetes-admin",
        "X-Remote-Group: system:masters",
        "X-Remote-Group: system:authenticated"
    };

    @TempDir Path directory;
    private final FakeKube kube = new FakeKube();
    private final AtomicReference<CallerTrust> trust =
            new AtomicReference<>(trusting(List.of("front-proxy-client")));
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<KubeApi> api = new AtomicReference<>();

    @BeforeEach
    void open() throws Exception {
        api.set(kube.api(directory));
    }

    @AfterEach
    void close() {
        api.get().close();
        kube.close();
    }

    @Test
    void headersOfTheAggregatorAreBelieved() throws Exception {
        known(Request.with(PKI.frontProxyClient(), ADMIN_HEADERS), ADMIN);
    }

    @Test
    void everyPartOfTheIdentityIsRead() throws Exception {
        known(
                Request.with(
                        PKI.frontProxyClient(),
                        "x-remote-user: jane",
                        "X-Remote-User: nobody",
                        "X-REMOTE-GROUP: a,b:c",
                        "X-Remote-Group:",
                        "x-remote-group: d",
                        "X-Remote-Uid: 42",
                        "X-Remote-Extra-Scopes: one",
                        "x-remote-extra-scopes: two",
                        "X-Remote-Extra-Example.com%2FKey+x: b",
                        "X-Remote-Extra-Bad%zz: raw"),
                new Identity(
                        "jane",
                        "42",
                        List.of("a,b:c", "d", "system:authenticated"),
                        Map.of(
                                "scopes", List.of("one", "two"),
                                "example.com/key+x", List.of("b"),
                                "bad%zz", List.of("raw"))));
    }

    @Test
    void anonymousThroughTheAggregatorStaysAnonymous() throws Exception {
        known(
                Request.with(
                        PKI.frontProxyClient(),
                        "X-Remote-User: system:anonymous",
                        "X-Remote-Group: system:unauthenticated"),
                Identity.anonymous());
    }

    @Test
    void headersWithoutACertificateAreIgnored() throws Exception {
        known(Request.without(ADMIN_HEADERS), Identity.anonymous());
    }

    @Test
    void aggregatorWithoutHeadersIsNobody() throws Exception {
        refused(Request.with(PKI.frontProxyClient()));
        refused(Request.with(PKI.frontProxyClient(), "X-Remote-User:"));
    }

    @Test
    void userOfTheClientAuthorityIsKnownByItsCertificate() throws Exception {
        Credential jane = PKI.client("jane", List.of("dev", "ops"));
        for (String[] headers : new String[][] {{}, ADMIN_HEADERS}) {
            Identity identity = authenticated(Request.with(jane, headers));
            assertThat(identity.user()).isEqualTo("jane");
            assertThat(identity.groups()).containsExactly("dev", "ops", "system:authenticated");
            assertThat(identity.extra().toString())
                    .matches(
                            "\\{authentication.kubernetes.io/credential-id="
                                    + "\\[X509SHA256=[0-9a-f]{64}]}");
        }
        assertThat(authenticator().problems()).isEmpty();
    }

    @Test
    void strangerWithTheAggregatorsNameIsRefusedByName() throws Exception {
        DelegatedAuthenticator authenticator = authenticator();
        refused(authenticator, Request.with(OTHER_PKI.frontProxyClient(), ADMIN_HEADERS));
        assertThat(authenticator.problems())
                .extracting(ApiProblem::reason)
                .containsExactly(Reason.FRONT_PROXY_UNKNOWN);
        known(authenticator, Request.with(PKI.frontProxyClient(), ADMIN_HEADERS), ADMIN);
        assertThat(authenticator.problems()).isEmpty();
    }

    @Test
    void aggregatorOfAnotherNameIsRefusedByName() throws Exception {
        trust.set(trusting(List.of("somebody-else")));
        DelegatedAuthenticator authenticator = authenticator();
        refused(authenticator, Request.with(PKI.frontProxyClient(), ADMIN_HEADERS));
        assertThat(authenticator.problems())
                .containsExactly(
                        new ApiProblem(
                                Reason.FRONT_PROXY_NAME,
                                "CN front-proxy-client of [somebody-else]"));
    }

    @Test
    void anyNameDoesWhereNoneIsGiven() throws Exception {
        trust.set(trusting(List.of()));
        known(Request.with(PKI.frontProxyClient(), ADMIN_HEADERS), ADMIN);
    }

    @Test
    void oneAuthorityForBothIsNotBelievedWithoutNames() throws Exception {
        FrontProxyRules rules = rules(PKI.cluster(), List.of());
        trust.set(new CallerTrust(rules, List.of(PKI.cluster().certificate())));
        DelegatedAuthenticator authenticator = authenticator();
        Request request = Request.with(PKI.client("mallory", List.of("dev")), ADMIN_HEADERS);
        assertThat(authenticated(authenticator, request).user()).isEqualTo("mallory");
        assertThat(authenticator.problems())
                .extracting(ApiProblem::reason)
                .containsExactly(Reason.CA_OVERLAP);
    }

    @Test
    void certificateThatRanOutIsRefusedAlthoughItWasProven() throws Exception {
        DelegatedAuthenticator authenticator = authenticator();
        Request request = Request.with(PKI.frontProxyClient(), ADMIN_HEADERS);
        known(authenticator, request, ADMIN);
        now.set(PKI.frontProxyClient().leaf().getNotAfter().toInstant().plusSeconds(1));
        refused(authenticator, request);
    }

    @Test
    void certificateForServersIsRefused() throws Exception {
        CertificateOrder order = PKI.kubeletOrder("node1", List.of("10.0.0.1"));
        refused(Request.with(PKI.cluster().issue(order.purpose(CertificateOrder.Purpose.SERVER))));
    }

    @Test
    void newTrustCountsAtOnce() throws Exception {
        DelegatedAuthenticator authenticator = authenticator();
        Request request = Request.with(OTHER_PKI.frontProxyClient(), ADMIN_HEADERS);
        refused(authenticator, request);
        trust.set(
                new CallerTrust(
                        rules(OTHER_PKI.frontProxy(), List.of("front-proxy-client")), List.of()));
        known(authenticator, request, ADMIN);
        refused(authenticator, Request.with(PKI.frontProxyClient(), ADMIN_HEADERS));
    }

    @Test
    void tokenIsReviewedOnceInTenSeconds() throws Exception {
        DelegatedAuthenticator authenticator = authenticator();
        kube.answers(REVIEWS, json("tokenreview.http"));
        kube.answers(REVIEWS, json("tokenreview-bad.http"));
        Request request = Request.without("Authorization: Bearer TOKEN");
        for (int i = 0; i < 3; i++) {
            Identity reader = authenticated(authenticator, request);
            assertThat(reader.user()).isEqualTo("system:serviceaccount:default:reader");
            assertThat(reader.groups()).endsWith("system:authenticated").hasSize(3);
        }
        assertThat(kube.requests()).isEqualTo(1);
        nanos.set(TimeUnit.SECONDS.toNanos(11));
        refused(authenticator, request);
        refused(authenticator, request);
        assertThat(kube.requests()).isEqualTo(2);
    }

    @Test
    void equalTokensAtTheSameTimeAreReviewedOnce() throws Exception {
        DelegatedAuthenticator authenticator = authenticator();
        kube.answers(REVIEWS, json("tokenreview.http").setHeadersDelay(300, TimeUnit.MILLISECONDS));
        Request request = Request.without("Authorization: Bearer TOKEN");
        CompletableFuture<AuthResult> one =
                authenticator.authenticate(request).toCompletableFuture();
        CompletableFuture<AuthResult> other =
                authenticator.authenticate(request).toCompletableFuture();
        assertThat(within(one)).isEqualTo(within(other)).isInstanceOf(Authenticated.class);
        assertThat(kube.requests()).isEqualTo(1);
    }

    @Test
    void failedReviewIsNotRemembered() throws Exception {
        DelegatedAuthenticator authenticator = authenticator();
        kube.answers(REVIEWS, new MockResponse().setResponseCode(500));
        kube.answers(REVIEWS, json("tokenreview.http"));
        Request request = Request.without("Authorization: bearer TOKEN");
        refused(authenticator, request);
        assertThat(authenticator.problems())
                .extracting(ApiProblem::reason)
                .containsExactly(Reason.REVIEW_FAILED);
        authenticated(authenticator, request);
        assertThat(authenticator.problems()).isEmpty();
    }

    @Test
    void aggregatorsHeadersWinOverAToken() throws Exception {
        known(
                Request.with(
                        PKI.frontProxyClient(),
                        "Authorization: Bearer nonsense",
                        ADMIN_HEADERS[0],
                        ADMIN_HEADERS[1],
                        ADMIN_HEADERS[2]),
                ADMIN);
        assertThat(kube.requests()).isZero();
    }

    @Test
    void tokenMakesUpForACertificateThatProvesNothing() throws Exception {
        kube.answers(REVIEWS, json("tokenreview.http"));
        Request request = Request.with(OTHER_PKI.admin(), "Authorization: Bearer TOKEN");
        assertThat(authenticated(request).user()).endsWith(":reader");
    }

    @Test
    void emptyAndOtherAuthorizationIsNone() throws Exception {
        known(Request.without("Authorization: Bearer "), Identity.anonymous());
        known(Request.without("Authorization: Bearer"), Identity.anonymous());
        known(Request.without("Authorization: Basic YTpi"), Identity.anonymous());
        known(Request.without("Authorization:"), Identity.anonymous());
        assertThat(kube.requests()).isZero();
    }

    @Test
    void nobodyIsBelievedBeforeTheTrustIsRead() throws Exception {
        trust.set(CallerTrust.NOBODY);
        known(Request.with(PKI.frontProxyClient(), ADMIN_HEADERS), Identity.anonymous());
    }

    private void known(Request request, Identity expected) throws Exception {
        known(authenticator(), request, expected);
    }

    private static void known(
            DelegatedAuthenticator authenticator, Request request, Identity expected)
            throws Exception {
        assertThat(authenticated(authenticator, request)).isEqualTo(expected);
    }

    private Identity authenticated(Request request) throws Exception {
        return authenticated(authenticator(), request);
    }

    private static Identity authenticated(DelegatedAuthenticator authenticator, Request request)
            throws Exception {
        AuthResult result = within(authenticator.authenticate(request).toCompletableFuture());
        assertThat(result).isInstanceOf(Authenticated.class);
        return ((Authenticated) result).identity();
    }

    private void refused(Request request) throws Exception {
        refused(authenticator(), request);
    }

    private static void refused(DelegatedAuthenticator authenticator, Request request)
            throws Exception {
        assertThat(within(authenticator.authenticate(request).toCompletableFuture()))
                .isInstanceOf(Unauthorized.class);
    }

    private DelegatedAuthenticator authenticator() {
        Executor threads = work -> Thread.ofVirtual().start(work);
        return DelegatedAuthenticator.of(
                trust::get,
                new Reviews(api.get(), Duration.ofSeconds(10)),
                AuthenticationConfig.DEFAULT,
                now::get,
                nanos::get,
                threads);
    }

    private static AuthResult within(CompletableFuture<AuthResult> result)
            throws InterruptedException, ExecutionException, TimeoutException {
        return result.get(20, TimeUnit.SECONDS);
    }

    private static CallerTrust trusting(List<String> names) {
        return new CallerTrust(
                rules(PKI.frontProxy(), names), List.of(PKI.cluster().certificate()));
    }

    private static FrontProxyRules rules(Authority authority, List<String> names) {
        return new FrontProxyRules(
                List.of(authority.certificate()),
                names,
                List.of("X-Remote-User"),
                List.of("X-Remote-Uid"),
                List.of("X-Remote-Group"),
                List.of("X-Remote-Extra-"));
    }

    private static MockResponse json(String capture) {
        return new MockResponse()
                .setResponseCode(201)
                .setHeader("Content-Type", "application/json")
                .setBody(new Buffer().write(Capture.body(capture)));
    }
}
