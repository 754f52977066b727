package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.auth.AuthResult.Authenticated;
import io.kubemeter.apiserver.auth.AuthResult.Unauthorized;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Believes users who show a certificate of the cluster's client authority, in the handshake and
 * again with each request, and nobody else. Nobody is asked about a token.
 *
 * <p><b>Owner:</b> nobody: any thread asks.
 */
public final class CertificateUsersOnly implements Authenticator {
    private final Supplier<CallerProofs> proofs;

    private CertificateUsersOnly(Supplier<CallerProofs> proofs) {
        this.proofs = proofs;
    }

    /** Believes whom {@code trust} names; it is asked for each handshake and each request. */
    public static CertificateUsersOnly of(Supplier<CallerTrust> trust, InstantSource clock) {
        return new CertificateUsersOnly(new CallerProofs.Newest(trust, clock));
    }

    /** Why a chain, leaf first, must not get as far as a request, or null where it may. */
    public @Nullable String refusal(List<X509Certificate> chain) {
        return chain.isEmpty() ? "no client certificate" : proofs.get().clientProblem(chain);
    }

    @Override
    public CompletionStage<AuthResult> authenticate(PeerCredentials credentials) {
        return CompletableFuture.completedFuture(judge(credentials.certificates()));
    }

    private AuthResult judge(List<X509Certificate> chain) {
        String refusal = refusal(chain);
        if (refusal != null) {
            return new Unauthorized(refusal);
        }
        Identity user = CertificateUsers.identity(chain.getFirst());
        return user == null
                ? new Unauthorized("the client certificate names no user")
                : new Authenticated(user.known());
    }
}
