package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.auth.Attributes.ResourceAttributes;
import io.kubemeter.apiserver.auth.Decision.Allow;
import io.kubemeter.apiserver.auth.ImpersonationResult.As;
import io.kubemeter.apiserver.auth.ImpersonationResult.Malformed;
import io.kubemeter.apiserver.auth.ImpersonationResult.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets a caller act as somebody else where it is allowed to: each part of the other identity is a
 * question of its own, with the verb {@code impersonate}, asked in the order user, groups, extra,
 * uid; the first that is refused ends it.
 */
public final class Impersonation {
    private static final String USER = "Impersonate-User";
    private static final String GROUP = "Impersonate-Group";
    private static final String UID = "Impersonate-Uid";
    private static final String EXTRA = "impersonate-extra-";
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
    private static final String SERVICE_ACCOUNTS = "system:serviceaccounts";
    private static final String AUTHENTICATION = "authentication.k8s.io";

    private final Authorizer authorizer;

    public Impersonation(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Never blocks, never completes exceptionally; completes on any thread. */
    public CompletionStage<ImpersonationResult> apply(Identity caller, PeerCredentials request) {
        String user = first(request.headers(USER));
        String uid = first(request.headers(UID));
        List<String> groups = request.headers(GROUP);
        Map<String, List<String>> extra = extra(request);
        if (user.isEmpty()) {
            boolean asked = !groups.isEmpty() || !uid.isEmpty() || !extra.isEmpty();
            return CompletableFuture.completedFuture(
                    asked
                            ? new Malformed("requested impersonation without a user")
                            : new As(caller));
        }
        Identity other =
                new Identity(user, uid.isEmpty() ? null : uid, grouped(user, groups), extra);
        return ask(caller, questions(user, groups, extra, uid), 0, other);
    }

    private CompletionStage<ImpersonationResult> ask(
            Identity caller, List<ResourceAttributes> questions, int next, Identity other) {
        if (next == questions.size()) {
            return CompletableFuture.completedFuture(new As(other));
        }
        ResourceAttributes question = questions.get(next);
        return authorizer
                .authorize(caller, question)
                .thenCompose(decision ->
                        decision instanceof Allow
                                ? ask(caller, questions, next + 1, other)
                                : CompletableFuture.completedFuture(
                                        new Refused(decision, question)));
    }

    private static List<ResourceAttributes> questions(
            String user, List<String> groups, Map<String, List<String>> extra, String uid) {
        List<ResourceAttributes> questions = new ArrayList<>();
        String[] account = serviceAccount(user);
        questions.add(
                account.length == 2
                        ? question("", "", "serviceaccounts", "", account[0], account[1])
                        : question("", "", "users", "", "", user));
        for (String group : groups) {
            questions.add(question("", "", "groups", "", "", group));
        }
        extra.forEach((key, values) -> {
            for (String value : values) {
                questions.add(question(AUTHENTICATION, "v1", "userextras", key, "", value));
            }
        });
        if (!uid.isEmpty()) {
            questions.add(question(AUTHENTICATION, "v1", "uids", "", "", uid));
        }
        return questions;
    }

    private static ResourceAttributes question(
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name) {
        return new ResourceAttributes(
                "impersonate", group, version, resource, subresource, namespace, name);
    }

    /** Namespace and name, or nothing where the user is no ServiceAccount. */
    private static String[] serviceAccount(String user) {
        if (!user.startsWith(SERVICE_ACCOUNT)) {
            return new String[0];
        }
        String[] parts = user.substring(SERVICE_ACCOUNT.length()).split(":", -1);
        boolean whole = parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty();
        return whole ? parts : new String[0];
    }

    /** The groups that were asked for, with those that the user is in by being who it is. */
    private static List<String> grouped(String user, List<String> asked) {
        LinkedHashSet<String> groups = new LinkedHashSet<>(asked);
        String[] account = serviceAccount(user);
        if (asked.isEmpty() && account.length == 2) {
            groups.add(SERVICE_ACCOUNTS);
            groups.add(SERVICE_ACCOUNTS + ":" + account[0]);
        }
        if (user.equals(Identity.ANONYMOUS_USER)) {
            groups.add(Identity.UNAUTHENTICATED);
        } else if (!groups.contains(Identity.UNAUTHENTICATED)) {
            groups.add(Identity.AUTHENTICATED);
        }
        return List.copyOf(groups);
    }

    private static Map<String, List<String>> extra(PeerCredentials request) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        request.headerNames().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        Map<String, List<String>> extra = new LinkedHashMap<>();
        for (String name : names) {
            if (name.startsWith(EXTRA)) {
                String key = FrontProxyHeaders.decoded(name.substring(EXTRA.length()));
                extra.computeIfAbsent(key, any -> new ArrayList<>()).addAll(request.headers(name));
            }
        }
        return extra;
    }

    private static String first(List<String> values) {
        return values.isEmpty() ? "" : values.getFirst();
    }
}
