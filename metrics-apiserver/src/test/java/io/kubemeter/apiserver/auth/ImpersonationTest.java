package io.kubemeter.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.auth.Attributes.ResourceAttributes;
import io.kubemeter.apiserver.auth.Decision.Deny;
import io.kubemeter.apiserver.auth.ImpersonationResult.As;
import io.kubemeter.apiserver.auth.ImpersonationResult.Malformed;
import io.kubemeter.apiserver.auth.ImpersonationResult.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ImpersonationTest {
    private static final Identity CALLER = Identity.of("boss", "bosses");

    private final List<String> asked = new ArrayList<>();

    @Test
    void callerStaysItselfWithoutHeaders() throws Exception {
        assertThat(apply("", "Accept: a")).isEqualTo(new As(CALLER));
        assertThat(asked).isEmpty();
    }

    @Test
    void anotherUserIsAskedForAndIsAuthenticated() throws Exception {
        assertThat(apply("", "Impersonate-User: nobody"))
                .isEqualTo(new As(Identity.of("nobody", "system:authenticated")));
        assertThat(asked).containsExactly("users nobody");
    }

    @Test
    void everyPartIsAskedFor() throws Exception {
        Identity expected =
                new Identity(
                        "jane",
                        "42",
                        List.of("a", "b", "system:authenticated"),
                        Map.of("example.com/scope", List.of("x", "y")));
        assertThat(
                        apply(
                                "",
                                "impersonate-user: jane",
                                "Impersonate-Group: a",
                                "Impersonate-Group: b",
                                "Impersonate-Extra-Example.com%2fScope: x",
                                "Impersonate-Extra-Example.com%2fScope: y",
                                "Impersonate-Uid: 42"))
                .isEqualTo(new As(expected));
        assertThat(asked)
                .containsExactly(
                        "users jane",
                        "groups a",
                        "groups b",
                        "authentication.k8s.io/userextras/example.com/scope x",
                        "authentication.k8s.io/userextras/example.com/scope y",
                        "authentication.k8s.io/uids 42");
    }

    @Test
    void firstRefusalEndsIt() throws Exception {
        assertThat(
                        apply(
                                "groups a",
                                "Impersonate-User: jane",
                                "Impersonate-Group: a",
                                "Impersonate-Group: b"))
                .isEqualTo(
                        new Refused(
                                new Deny("no"),
                                new ResourceAttributes(
                                        "impersonate", "", "", "groups", "", "", "a")));
        assertThat(asked).containsExactly("users jane", "groups a");
    }

    @Test
    void serviceAccountHasItsGroups() throws Exception {
        assertThat(apply("", "Impersonate-User: system:serviceaccount:shop:web"))
                .isEqualTo(
                        new As(
                                Identity.of(
                                        "system:serviceaccount:shop:web",
                                        "system:serviceaccounts",
                                        "system:serviceaccounts:shop",
                                        "system:authenticated")));
        assertThat(asked).containsExactly("serviceaccounts shop:web");
    }

    @Test
    void anonymousIsUnauthenticated() throws Exception {
        assertThat(apply("", "Impersonate-User: system:anonymous"))
                .isEqualTo(new As(Identity.anonymous()));
    }

    @Test
    void groupsWithoutAUserMakeNoSense() throws Exception {
        for (String header :
                List.of("Impersonate-Group: a", "Impersonate-Uid: 1", "Impersonate-Extra-K: v")) {
            assertThat(apply("", header)).isInstanceOf(Malformed.class);
        }
        assertThat(asked).isEmpty();
    }

    private ImpersonationResult apply(String refused, String... headers) throws Exception {
        Authorizer authorizer =
                (identity, attributes) -> {
                    assertThat(identity).isEqualTo(CALLER);
                    String question = text((ResourceAttributes) attributes);
                    asked.add(question);
                    return CompletableFuture.completedFuture(
                            question.equals(refused) ? new Deny("no") : Decision.allow());
                };
        return new Impersonation(authorizer)
                .apply(CALLER, Request.without(headers))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static String text(ResourceAttributes wanted) {
        assertThat(wanted.verb()).isEqualTo("impersonate");
        String group = wanted.group().isEmpty() ? "" : wanted.group() + "/";
        String part = wanted.subresource().isEmpty() ? "" : "/" + wanted.subresource();
        String place = wanted.namespace().isEmpty() ? "" : wanted.namespace() + ":";
        return group + wanted.resource() + part + " " + place + wanted.name();
    }
}
