package io.kubemeter.apiserver.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: a user as Kubernetes knows users.
 *
 * @param user the user's name
 * @param uid the user's uid, where the credential says it
 * @param groups the user's groups, in the order in which they were told
 * @param extra further facts about the credential, keys in lower case
 */
public record Identity(
        String user, @Nullable String uid, List<String> groups, Map<String, List<String>> extra) {
    public static final String ANONYMOUS_USER = "system:anonymous";
    public static final String MASTERS = "system:masters";
    public static final String AUTHENTICATED = "system:authenticated";
    public static final String UNAUTHENTICATED = "system:unauthenticated";

    public Identity {
        groups = List.copyOf(groups);
        extra = copyOf(extra);
    }

    /** A user of these groups of whom nothing else is known. */
    public static Identity of(String user, String... groups) {
        return new Identity(user, null, List.of(groups), Map.of());
    }

    /** Who shows no credential at all. */
    public static Identity anonymous() {
        return of(ANONYMOUS_USER, UNAUTHENTICATED);
    }

    public boolean isAnonymous() {
        return user.equals(ANONYMOUS_USER);
    }

    /** The same: every user who is known to be one is in {@code system:authenticated}. */
    Identity known() {
        if (isAnonymous() || groups.contains(AUTHENTICATED) || groups.contains(UNAUTHENTICATED)) {
            return this;
        }
        List<String> more = new ArrayList<>(groups);
        more.add(AUTHENTICATED);
        return new Identity(user, uid, more, extra);
    }

    private static Map<String, List<String>> copyOf(Map<String, List<String>> extra) {
        if (extra.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> copy = new LinkedHashMap<>();
        extra.forEach((key, values) -> copy.put(key, List.copyOf(values)));
        return Collections.unmodifiableMap(copy);
    }
}
