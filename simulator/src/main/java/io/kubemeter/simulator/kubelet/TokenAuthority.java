package io.kubemeter.simulator.kubelet;

import io.kubemeter.simulator.pki.Account;
import org.jspecify.annotations.Nullable;

/**
 * The API server as a kubelet sees it when somebody calls: whose token is it, and may they? Called
 * on event loops, so it answers at once. It is the delegated TokenReview and SubjectAccessReview.
 */
public interface TokenAuthority {
    /** Whose bearer token it is, or {@code null}. */
    @Nullable Account authenticate(String token);

    /** Whether the account may {@code verb} the subresource of the node, as {@code metrics}. */
    boolean authorize(Account account, String verb, String node, String subresource);
}
