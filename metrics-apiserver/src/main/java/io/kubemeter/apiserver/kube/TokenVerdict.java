package io.kubemeter.apiserver.kube;

import java.util.List;
import java.util.Map;

/** What kube-apiserver says of a bearer token. */
public sealed interface TokenVerdict {
    /**
     * It is good, and belongs to this user.
     *
     * @param user the user's name
     * @param uid the user's uid, empty where it has none
     * @param groups the user's groups
     * @param extra further facts about the token
     */
    record Known(String user, String uid, List<String> groups, Map<String, List<String>> extra)
            implements TokenVerdict {}

    /**
     * It is not good.
     *
     * @param error why, in kube-apiserver's words
     */
    record Refused(String error) implements TokenVerdict {}
}
