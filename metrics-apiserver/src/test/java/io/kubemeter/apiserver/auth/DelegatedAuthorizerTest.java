package io.kubemeter.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.auth.Attributes.PathAttributes;
import io.kubemeter.apiserver.auth.Attributes.ResourceAttributes;
import io.kubemeter.apiserver.auth.Decision.Deny;
import io.kubemeter.apiserver.auth.Decision.Unknown;
import io.kubemeter.apiserver.kube.AccessSelector;
import io.kubemeter.apiserver.kube.FakeKube;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.Reviews;
import io.kubemeter.model.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.mockwebserver.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelegatedAuthorizerTest {
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    private static final Identity JANE = Identity.of("jane", "dev", "system:authenticated");
    private static final Attributes LIST_NODES = resource("list", "nodes", "", "");

    @TempDir Path directory;
    private final FakeKube kube = new FakeKube();
    private final AtomicLong nanos = new AtomicLong(-5);
    private final AtomicReference<KubeApi> api = new AtomicReference<>();
    private final AtomicReference<DelegatedAuthorizer> authorizer = new AtomicReference<>();

    @BeforeEach
    void open() throws Exception {
        api.set(kube.api(directory));
        authorizer.set(
                DelegatedAuthorizer.of(
                        new Reviews(api.get(), Duration.ofSeconds(10)),
                        AuthorizationConfig.DEFAULT,
                        nanos::get,
                        work -> Thread.ofVirtual().start(work)));
    }

    @AfterEach
    void close() {
        api.get().close();
        kube.close();
    }

    @Test
    void mastersMayEverythingUnasked() throws Exception {
        allowed(Identity.of("root", "system:masters"), LIST_NODES);
        assertThat(kube.requests()).isZero();
    }

    @Test
    void probesAreOpenAndWhatLiesBelowThemIsNot() throws Exception {
        for (String path : List.of("/healthz", "/livez", "/readyz")) {
            allowed(Identity.anonymous(), new PathAttributes("get", path));
        }
        assertThat(kube.requests()).isZero();
        for (String path : List.of("/readyz/ping", "/healthz/", "/metrics", "/", "readyzz")) {
            kube.answers(REVIEWS, no(""));
            denied(Identity.anonymous(), new PathAttributes("get", path));
        }
        kube.answers(REVIEWS, no(""));
        denied(Identity.anonymous(), resource("get", "readyz", "", ""));
    }

    @Test
    void starOpensWhatLiesBelow() throws Exception {
        DelegatedAuthorizer open =
                DelegatedAuthorizer.of(
                        new Reviews(api.get(), Duration.ofSeconds(10)),
                        new AuthorizationConfig(
                                List.of("version", "/readyz/*"),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10),
                                Duration.ZERO),
                        nanos::get,
                        work -> Thread.ofVirtual().start(work));
        for (String path : List.of("/version", "/readyz/ping", "/readyz/")) {
            assertThat(
                            open.authorize(Identity.anonymous(), new PathAttributes("get", path))
                                    .toCompletableFuture()
                                    .get(20, TimeUnit.SECONDS))
                    .isEqualTo(Decision.allow());
        }
    }

    @Test
    void everythingElseIsAskedInFull() throws Exception {
        kube.answers(REVIEWS, yes());
        Identity jane =
                new Identity("jane", "42", List.of("a", "b"), Map.of("scopes", List.of("x", "y")));
        allowed(jane, resource("get", "pods", "shop", "web-0"));
        assertThat(kube.nextRequest().getBody().readUtf8())
                .isEqualTo(
                        "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":"
                                + "\"SubjectAccessReview\",\"spec\":{\"resourceAttributes\":{"
                                + "\"namespace\":\"shop\",\"verb\":\"get\",\"group\":"
                                + "\"metrics.k8s.io\",\"version\":\"v1beta1\",\"resource\":"
                                + "\"pods\",\"name\":\"web-0\"},\"user\":\"jane\",\"groups\":"
                                + "[\"a\",\"b\"],\"extra\":{\"scopes\":[\"x\",\"y\"]},"
                                + "\"uid\":\"42\"}}");
    }

    @Test
    void answersAreBelievedForTenSeconds() throws Exception {
        kube.answers(REVIEWS, yes());
        kube.answers(REVIEWS, no("not any more"));
        kube.answers(REVIEWS, yes());
        allowed(JANE, LIST_NODES);
        after(9);
        allowed(JANE, LIST_NODES);
        after(2);
        assertThat(decide(JANE, LIST_NODES)).isEqualTo(new Deny("not any more"));
        after(9);
        denied(JANE, LIST_NODES);
        assertThat(kube.requests()).isEqualTo(2);
        after(2);
        allowed(JANE, LIST_NODES);
        assertThat(kube.requests()).isEqualTo(3);
    }

    @Test
    void yesIsKeptForFiveMinutesWhileNobodyCanBeAsked() throws Exception {
        kube.answers(REVIEWS, yes());
        allowed(JANE, LIST_NODES);
        kube.close();
        after(11);
        allowed(JANE, LIST_NODES);
        assertThat(authorizer.get().problem()).isNotNull();
        after(280);
        allowed(JANE, LIST_NODES);
        after(10);
        unknown(JANE, LIST_NODES);
    }

    @Test
    void noIsNotKeptWhileNobodyCanBeAsked() throws Exception {
        kube.answers(REVIEWS, no(""));
        denied(JANE, LIST_NODES);
        kube.close();
        after(11);
        unknown(JANE, LIST_NODES);
    }

    @Test
    void whoeverWasNotAllowedIsTurnedAwayAtOnce() throws Exception {
        kube.answers(REVIEWS, new MockResponse().setResponseCode(503));
        unknown(JANE, LIST_NODES);
        for (int i = 0; i < 5; i++) {
            unknown(Identity.of("user-" + i), LIST_NODES);
        }
        assertThat(kube.requests()).as("only the first one was asked").isEqualTo(1);
        after(2);
        kube.answers(REVIEWS, yes());
        allowed(JANE, LIST_NODES);
        kube.answers(REVIEWS, yes());
        allowed(Identity.of("user-0"), LIST_NODES);
        assertThat(authorizer.get().problem()).isNull();
    }

    @Test
    void equalQuestionsAtTheSameTimeAreAskedOnce() throws Exception {
        kube.answers(REVIEWS, yes().setHeadersDelay(300, TimeUnit.MILLISECONDS));
        CompletableFuture<Decision> one =
                authorizer.get().authorize(JANE, LIST_NODES).toCompletableFuture();
        CompletableFuture<Decision> other =
                authorizer.get().authorize(JANE, LIST_NODES).toCompletableFuture();
        assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(Decision.allow());
        assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(Decision.allow());
        assertThat(kube.requests()).isEqualTo(1);
    }

    @Test
    void everyCellOfTheMatrixIsDecidedByItself() throws Exception {
        List<Identity> identities =
                List.of(
                        JANE,
                        Identity.of("jane", "system:authenticated", "dev"),
                        Identity.of("jane"),
                        Identity.of("dev", "jane", "system:authenticated"),
                        Identity.of("jan", "edev", "system:authenticated"),
                        new Identity("jane", "7", JANE.groups(), Map.of()),
                        new Identity("jane", null, JANE.groups(), Map.of("k", List.of("a", "b"))),
                        new Identity("jane", null, JANE.groups(), Map.of("k", List.of("ab"))),
                        new Identity(
                                "jane",
                                null,
                                JANE.groups(),
                                Map.of("k", List.of("a"), "b", List.of())),
                        Identity.anonymous());
        List<Attributes> wishes = wishes();
        int cell = 0;
        for (Identity identity : identities) {
            for (Attributes wish : wishes) {
                kube.answers(REVIEWS, cell % 3 == 0 ? yes() : no("cell " + cell));
                decide(identity, wish);
                cell++;
            }
        }
        assertThat(kube.requests()).as("no two cells share an answer").isEqualTo(cell);
        cell = 0;
        for (Identity identity : identities) {
            for (Attributes wish : wishes) {
                Decision expected = cell % 3 == 0 ? Decision.allow() : new Deny("cell " + cell);
                assertThat(decide(identity, wish)).as("%s %s", identity, wish).isEqualTo(expected);
                cell++;
            }
        }
        assertThat(kube.requests()).as("each is remembered").isEqualTo(cell);
    }

    @Test
    void whoMayListEverythingIsAskedAboutOnce() throws Exception {
        kube.answers(REVIEWS, yes());
        for (Attributes selection : selections()) {
            allowed(JANE, selection);
        }
        assertThat(kube.requests()).isEqualTo(1);
        assertThat(kube.nextRequest().getBody().readUtf8()).doesNotContain("Selector");
    }

    @Test
    void whatIsSelectedIsToldWhereEverythingIsNotAllowed() throws Exception {
        kube.answers(REVIEWS, no("not everything"));
        kube.answers(REVIEWS, yes());
        Attributes part =
                selected(
                        List.of(new AccessSelector("metadata.name", "NotIn", List.of("x"))),
                        List.of(
                                new AccessSelector("app", "In", List.of("web", "www")),
                                new AccessSelector("old", "DoesNotExist", List.of())));
        allowed(JANE, part);
        assertThat(kube.nextRequest().getBody().readUtf8()).doesNotContain("Selector");
        assertThat(kube.nextRequest().getBody().readUtf8())
                .contains(
                        "\"resource\":\"pods\",\"fieldSelector\":{\"requirements\":[{\"key\":"
                                + "\"metadata.name\",\"operator\":\"NotIn\",\"values\":[\"x\"]}]},"
                                + "\"labelSelector\":{\"requirements\":[{\"key\":\"app\","
                                + "\"operator\":\"In\",\"values\":[\"web\",\"www\"]},"
                                + "{\"key\":\"old\",\"operator\":\"DoesNotExist\"}]}}");
        for (Attributes selection : selections()) {
            kube.answers(REVIEWS, no("not this"));
            decide(JANE, selection);
        }
        int asked = 2 + selections().size();
        assertThat(kube.requests()).as("no two parts share an answer").isEqualTo(asked);
        allowed(JANE, part);
        for (Attributes selection : selections()) {
            denied(JANE, selection);
        }
        assertThat(kube.requests()).as("each is remembered").isEqualTo(asked);
    }

    private static List<Attributes> wishes() {
        return List.of(
                LIST_NODES,
                resource("get", "nodes", "", ""),
                resource("get", "nodes", "", "n1"),
                resource("list", "pods", "", ""),
                resource("list", "pods", "shop", ""),
                resource("list", "pods", "", "shop"),
                resource("get", "pods", "shop", "web-0"),
                resource("get", "pods", "web-0", "shop"),
                resource("watch", "pods", "shop", ""),
                resource("delete", "pods", "shop", "web-0"),
                new ResourceAttributes(
                        "list",
                        "metrics.k8s.io",
                        "v1",
                        "nodes",
                        "",
                        "",
                        "",
                        Attributes.Selection.NONE),
                new ResourceAttributes(
                        "list",
                        "metrics.k8s.io",
                        "v1beta1",
                        "nodes",
                        "status",
                        "",
                        "",
                        Attributes.Selection.NONE),
                new PathAttributes("get", "/metrics"),
                new PathAttributes("get", "/apis/metrics.k8s.io/v1beta1"),
                new PathAttributes("list", "/metrics"));
    }

    private static List<Attributes> selections() {
        return List.of(
                selected(List.of(), List.of(new AccessSelector("a", "Exists", List.of()))),
                selected(List.of(), List.of(new AccessSelector("a", "DoesNotExist", List.of()))),
                selected(List.of(new AccessSelector("a", "Exists", List.of())), List.of()),
                selected(List.of(), List.of(new AccessSelector("a", "In", List.of("b")))),
                selected(List.of(), List.of(new AccessSelector("a", "In", List.of("b", "c")))));
    }

    private static Attributes selected(List<AccessSelector> fields, List<AccessSelector> labels) {
        return new ResourceAttributes(
                "list",
                "metrics.k8s.io",
                "v1beta1",
                "pods",
                "",
                "",
                "",
                new Attributes.Selection(fields, labels));
    }

    private void allowed(Identity identity, Attributes attributes) throws Exception {
        assertThat(decide(identity, attributes)).isEqualTo(Decision.allow());
    }

    private void denied(Identity identity, Attributes attributes) throws Exception {
        assertThat(decide(identity, attributes)).isInstanceOf(Deny.class);
    }

    private void unknown(Identity identity, Attributes attributes) throws Exception {
        assertThat(decide(identity, attributes))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(Reason.REVIEW_FAILED));
    }

    private Decision decide(Identity identity, Attributes attributes) throws Exception {
        return authorizer
                .get()
                .authorize(identity, attributes)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private void after(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static Attributes resource(
            String verb, String resource, String namespace, String name) {
        return new ResourceAttributes(
                verb,
                "metrics.k8s.io",
                "v1beta1",
                resource,
                "",
                namespace,
                name,
                Attributes.Selection.NONE);
    }

    private static MockResponse yes() {
        return new MockResponse().setResponseCode(201).setBody("{\"status\":{\"allowed\":true}}");
    }

    private static MockResponse no(String reason) {
        return new MockResponse()
                .setResponseCode(201)
                .setBody("{\"status\":{\"allowed\":false,\"reason\":\"" + reason + "\"}}");
    }
}
