package io.kubemeter.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.auth.Attributes.PathAttributes;
import io.kubemeter.apiserver.auth.Attributes.ResourceAttributes;
import io.kubemeter.apiserver.auth.Decision.Deny;
import io.kubemeter.apiserver.auth.Decision.Unknown;
import io.kubemeter.apiserver.auth.ImpersonationResult.As;
import io.kubemeter.apiserver.auth.ImpersonationResult.Malformed;
import io.kubemeter.apiserver.auth.ImpersonationResult.Refused;
import io.kubemeter.model.Reason;
import io.kubemeter.telemetry.OutcomeCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Who may act as whom, and what is asked on the way. */
class ImpersonationTest {
    private static final Identity CALLER = Identity.of("boss", "bosses");
    private static final Attributes WANTED =
            new ResourceAttributes(
                    "list",
                    "metrics.k8s.io",
                    "v1",
                    "pods",
                    "",
                    "shop",
                    "",
                    Attributes.Selection.NONE);

    private final List<String> asked = new ArrayList<>();
    private final OutcomeCounts attempts = OutcomeCounts.of();
    private Predicate<String> allowed = _ -> true;
    private final Impersonation impersonation =
            new Impersonation(this::authorize, attempts, () -> 0);

    @Test
    void callerStaysItselfWithoutHeaders() throws Exception {
        assertThat(apply("Accept: a")).isEqualTo(new As(CALLER));
        assertThat(asked).isEmpty();
        assertThat(attempts.outcomes()).isEmpty();
    }

    @Test
    void constrainedWayAsksForThisRequestFirst() throws Exception {
        assertThat(apply("Impersonate-User: nobody"))
                .isEqualTo(new As(Identity.of("nobody", "system:authenticated")));
        assertThat(asked)
                .containsExactly(
                        "impersonate-on:user-info:list metrics.k8s.io/pods shop:",
                        "impersonate:user-info authentication.k8s.io/users nobody");
        assertThat(attempts.outcomes()).containsOnlyKeys("user-info/allowed");
    }

    @Test
    void oldVerbStillDoes() throws Exception {
        allowed = ImpersonationTest::isOldWay;
        assertThat(apply("Impersonate-User: nobody"))
                .isEqualTo(new As(Identity.of("nobody", "system:authenticated")));
        assertThat(asked)
                .containsExactly(
                        "impersonate-on:user-info:list metrics.k8s.io/pods shop:",
                        "impersonate users nobody");
        assertThat(attempts.outcomes()).containsOnlyKeys("legacy/allowed");
    }

    @Test
    void wayThatWorkedIsTriedFirstTheNextTime() throws Exception {
        allowed = ImpersonationTest::isOldWay;
        apply("Impersonate-User: nobody");
        asked.clear();
        apply("Impersonate-User: somebody");
        assertThat(asked).containsExactly("impersonate users somebody");
    }

    @Test
    void everyPartIsAskedFor() throws Exception {
        allowed = ImpersonationTest::isOldWay;
        Identity expected =
                new Identity(
                        "jane",
                        "42",
                        List.of("a", "b", "system:authenticated"),
                        Map.of("example.com/scope", List.of("x", "y")));
        assertThat(
                        apply(
                                "impersonate-user: jane",
                                "Impersonate-Group: a",
                                "Impersonate-Group: b",
                                "Impersonate-Extra-Example.com%2fScope: x",
                                "Impersonate-Extra-Example.com%2fScope: y",
                                "Impersonate-Uid: 42"))
                .isEqualTo(new As(expected));
        assertThat(asked.subList(1, asked.size()))
                .containsExactly(
                        "impersonate users jane",
                        "impersonate authentication.k8s.io/uids 42",
                        "impersonate groups a",
                        "impersonate groups b",
                        "impersonate authentication.k8s.io/userextras/example.com/scope x",
                        "impersonate authentication.k8s.io/userextras/example.com/scope y");
    }

    @Test
    void manyGroupsMayBeAllowedAtOnce() throws Exception {
        allowed = question -> !question.endsWith(" d");
        String[] headers = {
            "Impersonate-User: jane",
            "Impersonate-Group: a",
            "Impersonate-Group: b",
            "Impersonate-Group: c",
            "Impersonate-Group: d"
        };
        assertThat(apply(headers)).isInstanceOf(As.class);
        assertThat(asked).endsWith("impersonate:user-info authentication.k8s.io/groups *");
        asked.clear();
        allowed = question -> !question.endsWith(" *") && !question.endsWith(" d");
        assertThat(apply(headers)).isInstanceOf(Refused.class);
    }

    @Test
    void thousandsOfGroupsAreNoTrouble() throws Exception {
        List<String> headers = new ArrayList<>(List.of("Impersonate-User: jane"));
        headers.add("Impersonate-Group: system:masters");
        for (int i = 0; i < 5_000; i++) {
            headers.add("Impersonate-Group: g" + i);
        }
        assertThat(apply(headers.toArray(String[]::new))).isInstanceOf(As.class);
    }

    @Test
    void firstRefusalIsTold() throws Exception {
        allowed = _ -> false;
        assertThat(apply("Impersonate-User: jane"))
                .isEqualTo(
                        new Refused(
                                new Deny("no"),
                                new ResourceAttributes(
                                        "impersonate-on:user-info:list",
                                        "metrics.k8s.io",
                                        "v1",
                                        "pods",
                                        "",
                                        "shop",
                                        "",
                                        Attributes.Selection.NONE)));
        assertThat(asked)
                .containsExactly(
                        "impersonate-on:user-info:list metrics.k8s.io/pods shop:",
                        "impersonate users jane");
        assertThat(attempts.outcomes()).containsOnlyKeys("/denied");
    }

    @Test
    void mastersAreOutOfReachOfTheConstrainedWay() throws Exception {
        allowed = question -> !isOldWay(question);
        assertThat(apply("Impersonate-User: jane", "Impersonate-Group: system:masters"))
                .isEqualTo(
                        new Refused(
                                new Deny("impersonating the system:masters group is not allowed"),
                                new ResourceAttributes(
                                        "impersonate:user-info",
                                        "authentication.k8s.io",
                                        "v1",
                                        "groups",
                                        "",
                                        "",
                                        "system:masters",
                                        Attributes.Selection.NONE)));
    }

    @Test
    void nobodyWhoCanTellIsToldBeforeAnyRefusal() throws Exception {
        Impersonation without =
                new Impersonation(
                        (_, attributes) ->
                                CompletableFuture.completedFuture(
                                        attributes.verb().equals("impersonate")
                                                ? new Unknown(Reason.REVIEW_FAILED, "away")
                                                : new Deny("no")),
                        attempts,
                        () -> 0);
        ImpersonationResult result =
                without.apply(CALLER, Request.without("Impersonate-User: jane"), WANTED)
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
        assertThat(((Refused) result).decision()).isInstanceOf(Unknown.class);
    }

    @Test
    void serviceAccountHasItsGroups() throws Exception {
        assertThat(apply("Impersonate-User: system:serviceaccount:shop:web"))
                .isEqualTo(
                        new As(
                                Identity.of(
                                        "system:serviceaccount:shop:web",
                                        "system:serviceaccounts",
                                        "system:serviceaccounts:shop",
                                        "system:authenticated")));
        assertThat(asked)
                .containsExactly(
                        "impersonate-on:serviceaccount:list metrics.k8s.io/pods shop:",
                        "impersonate:serviceaccount authentication.k8s.io/serviceaccounts"
                                + " shop:web");
    }

    @Test
    void nodeIsANodeInTheConstrainedWayOnly() throws Exception {
        assertThat(apply("Impersonate-User: system:node:a"))
                .isEqualTo(
                        new As(
                                Identity.of(
                                        "system:node:a", "system:nodes", "system:authenticated")));
        assertThat(asked).endsWith("impersonate:arbitrary-node authentication.k8s.io/nodes a");
    }

    @Test
    void podsAccountActsAsItsOwnNode() throws Exception {
        Identity account =
                new Identity(
                        "system:serviceaccount:agents:agent",
                        null,
                        List.of(),
                        Map.of(
                                "authentication.kubernetes.io/node-name",
                                List.of("a"),
                                "authentication.kubernetes.io/pod-name",
                                List.of("agent-1")));
        List<Identity> askers = new ArrayList<>();
        Impersonation recording =
                new Impersonation(
                        (asker, attributes) -> {
                            askers.add(asker);
                            return authorize(CALLER, attributes);
                        },
                        attempts,
                        () -> 0);
        recording
                .apply(account, Request.without("Impersonate-User: system:node:a"), WANTED)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        assertThat(asked)
                .containsExactly(
                        "impersonate-on:associated-node:list metrics.k8s.io/pods shop:",
                        "impersonate:associated-node authentication.k8s.io/nodes *");
        assertThat(askers.getFirst().extra())
                .isEqualTo(
                        Map.of(
                                "authentication.kubernetes.io/associated-node-keys",
                                List.of(
                                        "authentication.kubernetes.io/node-name",
                                        "authentication.kubernetes.io/pod-name")));
    }

    @Test
    void anonymousIsUnauthenticated() throws Exception {
        assertThat(apply("Impersonate-User: system:anonymous"))
                .isEqualTo(new As(Identity.anonymous()));
    }

    @Test
    void namesThatLookLikeAccountsAreUsers() throws Exception {
        for (String user :
                List.of(
                        "system:serviceaccount:shop",
                        "system:serviceaccount:shop:web:x",
                        "system:serviceaccount:Shop:web",
                        "system:serviceaccount::web",
                        "system:node:",
                        "system:node:A")) {
            asked.clear();
            apply("Impersonate-User: " + user);
            assertThat(asked)
                    .as(user)
                    .endsWith("impersonate:user-info authentication.k8s.io/users " + user);
        }
    }

    @Test
    void partsWithoutAUserMakeNoSense() throws Exception {
        malformed(
                "Impersonate-Group: a",
                "Name:\"\", UID:\"\", Groups:[]string{\"a\"}, Extra:map[string][]string(nil)");
        malformed(
                "Impersonate-Uid: 1",
                "Name:\"\", UID:\"1\", Groups:[]string(nil), Extra:map[string][]string(nil)");
        malformed(
                "Impersonate-Extra-K: v",
                "Name:\"\", UID:\"\", Groups:[]string(nil),"
                        + " Extra:map[string][]string{\"k\":[]string{\"v\"}}");
        assertThat(asked).isEmpty();
    }

    private void malformed(String header, String fields) throws Exception {
        assertThat(apply(header))
                .isEqualTo(
                        new Malformed(
                                "requested &user.DefaultInfo{"
                                        + fields
                                        + "} without impersonating a user name"));
    }

    private static boolean isOldWay(String question) {
        return question.startsWith("impersonate ");
    }

    private ImpersonationResult apply(String... headers) throws Exception {
        return impersonation
                .apply(CALLER, Request.without(headers), WANTED)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<Decision> authorize(Identity identity, Attributes attributes) {
        assertThat(identity).isEqualTo(CALLER);
        String question = text(attributes);
        asked.add(question);
        return CompletableFuture.completedFuture(
                allowed.test(question) ? Decision.allow() : new Deny("no"));
    }

    private static String text(Attributes attributes) {
        return switch (attributes) {
            case PathAttributes(String verb, String path) -> verb + " " + path;
            case ResourceAttributes wanted -> {
                String group = wanted.group().isEmpty() ? "" : wanted.group() + "/";
                String part = wanted.subresource().isEmpty() ? "" : "/" + wanted.subresource();
                String place = wanted.namespace().isEmpty() ? "" : wanted.namespace() + ":";
                yield wanted.verb()
                        + " "
                        + group
                        + wanted.resource()
                        + part
                        + " "
                        + place
                        + wanted.name();
            }
        };
    }
}
