package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.auth.AuthResult.Authenticated;
import io.kubemeter.apiserver.auth.AuthResult.Unauthorized;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.Reviews;
import io.kubemeter.model.Reason;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recognises callers as an aggregated API server does: by the aggregator's certificate and headers,
 * by a user's certificate, by a bearer token, in this order; the first that proves somebody counts.
 * A credential that proves nothing is refused, no credential at all is anonymous.
 *
 * <p><b>Owner:</b> nobody: any thread asks.
 */
public final class DelegatedAuthenticator implements Authenticator {
    private final Supplier<CallerTrust> trust;
    private final TokenReviews tokens;
    private final InstantSource clock;
    private volatile Proofs proofs;

    /** What is wrong with the certificate of somebody who sent an aggregator's headers. */
    private volatile @Nullable ApiProblem frontProxyProblem;

    private DelegatedAuthenticator(
            Supplier<CallerTrust> trust, TokenReviews tokens, InstantSource clock) {
        this.trust = trust;
        this.tokens = tokens;
        this.clock = clock;
        this.proofs = new Proofs(trust.get(), clock);
    }

    /**
     * Recognises callers.
     *
     * @param trust whom to believe now; asked for each request
     * @param executor runs reviews; on virtual threads, because they block
     */
    public static DelegatedAuthenticator of(
            Supplier<CallerTrust> trust,
            Reviews reviews,
            AuthenticationConfig config,
            InstantSource clock,
            LongSupplier nanos,
            Executor executor) {
        return new DelegatedAuthenticator(
                trust, new TokenReviews(reviews, config.tokenMemory(), nanos, executor), clock);
    }

    @Override
    public CompletionStage<AuthResult> authenticate(PeerCredentials credentials) {
        Proofs now = proofs();
        List<String> failures = new ArrayList<>(2);
        List<X509Certificate> chain = credentials.certificates();
        if (!chain.isEmpty()) {
            Identity known = byCertificate(now, chain, credentials, failures);
            if (known != null) {
                return CompletableFuture.completedFuture(authenticated(known));
            }
        }
        String token = bearerToken(credentials.headers("Authorization"));
        if (token != null) {
            return tokens.review(token).thenApply(DelegatedAuthenticator::grouped);
        }
        return CompletableFuture.completedFuture(
                failures.isEmpty()
                        ? new Authenticated(Identity.anonymous())
                        : new Unauthorized(String.join("; ", failures)));
    }

    /** What is wrong now with the callers' credentials, or with those who judge them. */
    public List<ApiProblem> problems() {
        List<ApiProblem> problems = new ArrayList<>(2);
        ApiProblem frontProxy = frontProxyProblem;
        ApiProblem review = tokens.problem();
        if (frontProxy != null) {
            problems.add(frontProxy);
        }
        if (review != null) {
            problems.add(review);
        }
        return problems;
    }

    /** How often a bound was hit: of tokens remembered, or of reviews asked at once. */
    public long overflows() {
        return tokens.overflows();
    }

    private @Nullable Identity byCertificate(
            Proofs now,
            List<X509Certificate> chain,
            PeerCredentials credentials,
            List<String> failures) {
        FrontProxyRules rules = now.trust.frontProxy();
        if (rules != null) {
            ApiProblem problem = frontProxyProblem(now, rules, chain);
            if (problem == null) {
                frontProxyProblem = null;
                Identity told = FrontProxyHeaders.identity(rules, credentials);
                if (told != null) {
                    return told;
                }
            } else {
                failures.add(problem.toString());
                if (FrontProxyHeaders.identity(rules, credentials) != null) {
                    frontProxyProblem = problem;
                }
            }
        }
        if (now.trust.clientAuthorities().isEmpty()) {
            return null;
        }
        String failure = now.clients.failure(chain);
        if (failure != null) {
            failures.add("client certificate: " + failure);
            return null;
        }
        return CertificateUsers.identity(chain.getFirst());
    }

    private static @Nullable ApiProblem frontProxyProblem(
            Proofs now, FrontProxyRules rules, List<X509Certificate> chain) {
        if (now.overlap) {
            return new ApiProblem(Reason.CA_OVERLAP, "give --requestheader-allowed-names");
        }
        X509Certificate leaf = chain.getFirst();
        String failure = now.frontProxy.failure(chain);
        if (failure != null) {
            String who = leaf.getSubjectX500Principal().toString();
            return new ApiProblem(
                    Reason.FRONT_PROXY_UNKNOWN, "certificate " + who + ": " + failure);
        }
        if (rules.allowedNames().isEmpty()) {
            return null;
        }
        String name = DistinguishedName.of(leaf.getSubjectX500Principal()).commonName();
        return rules.allowedNames().contains(name)
                ? null
                : new ApiProblem(
                        Reason.FRONT_PROXY_NAME, "CN " + name + " of " + rules.allowedNames());
    }

    /** The token of the first Authorization header, or {@code null} where it holds none. */
    private static @Nullable String bearerToken(List<String> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        String[] parts = headers.getFirst().strip().split(" ", 3);
        if (parts.length < 2 || !parts[0].toLowerCase(Locale.ROOT).equals("bearer")) {
            return null;
        }
        return parts[1].isEmpty() ? null : parts[1];
    }

    private static AuthResult grouped(AuthResult result) {
        return switch (result) {
            case Authenticated(Identity identity) -> authenticated(identity);
            case Unauthorized refused -> refused;
        };
    }

    /** Every user who is known to be one is in {@code system:authenticated}. */
    private static AuthResult authenticated(Identity identity) {
        List<String> groups = identity.groups();
        if (identity.isAnonymous()
                || groups.contains(Identity.AUTHENTICATED)
                || groups.contains(Identity.UNAUTHENTICATED)) {
            return new Authenticated(identity);
        }
        List<String> more = new ArrayList<>(groups);
        more.add(Identity.AUTHENTICATED);
        return new Authenticated(
                new Identity(identity.user(), identity.uid(), more, identity.extra()));
    }

    private Proofs proofs() {
        CallerTrust now = trust.get();
        Proofs known = proofs;
        if (!known.trust.equals(now)) {
            known = new Proofs(now, clock);
            proofs = known;
        }
        return known;
    }

    /** One reading of whom to believe, with what was proven by it. */
    private static final class Proofs {
        final CallerTrust trust;
        final boolean overlap;
        final CertificateProof frontProxy;
        final CertificateProof clients;

        Proofs(CallerTrust trust, InstantSource clock) {
            this.trust = trust;
            this.overlap = trust.overlaps();
            FrontProxyRules rules = trust.frontProxy();
            this.frontProxy =
                    new CertificateProof(rules == null ? List.of() : rules.authorities(), clock);
            this.clients = new CertificateProof(trust.clientAuthorities(), clock);
        }
    }
}
