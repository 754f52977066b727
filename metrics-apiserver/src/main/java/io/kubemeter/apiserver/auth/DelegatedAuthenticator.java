package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.auth.AuthResult.Authenticated;
import io.kubemeter.apiserver.auth.AuthResult.Unauthorized;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.Reviews;
import io.kubemeter.model.Reason;
import io.kubemeter.telemetry.TokenCacheCounts;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises callers as an aggregated API server does: by the aggregator's certificate and headers,
 * by a user's certificate, by a bearer token, in this order; the first that proves somebody counts.
 * A credential that proves nothing is refused, no credential at all is anonymous.
 *
 * <p><b>Owner:</b> nobody: any thread asks.
 */
public final class DelegatedAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(DelegatedAuthenticator.class);

    private final Supplier<CallerProofs> proofs;
    private final TokenReviews tokens;

    /** What was logged already: once each, since strangers may send headers by the thousand. */
    private final Set<Reason> told = ConcurrentHashMap.newKeySet();

    /** What is wrong with the certificate of somebody who sent an aggregator's headers. */
    private volatile @Nullable ApiProblem frontProxyProblem;

    private DelegatedAuthenticator(Supplier<CallerProofs> proofs, TokenReviews tokens) {
        this.proofs = proofs;
        this.tokens = tokens;
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
                new CallerProofs.Newest(trust, clock),
                new TokenReviews(reviews, config.tokenMemory(), nanos, executor));
    }

    /** The same, with nothing remembered yet, that counts the uses of what it remembers. */
    public DelegatedAuthenticator counting(TokenCacheCounts into) {
        return new DelegatedAuthenticator(proofs, tokens.counting(into));
    }

    @Override
    public CompletionStage<AuthResult> authenticate(PeerCredentials credentials) {
        CallerProofs now = proofs.get();
        List<String> failures = new ArrayList<>(2);
        List<X509Certificate> chain = credentials.certificates();
        if (!chain.isEmpty()) {
            Identity known = byCertificate(now, chain, credentials, failures);
            if (known != null) {
                return CompletableFuture.completedFuture(new Authenticated(known.known()));
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
            CallerProofs now,
            List<X509Certificate> chain,
            PeerCredentials credentials,
            List<String> failures) {
        FrontProxyRules rules = now.rules();
        if (rules != null) {
            ApiProblem problem = now.frontProxyProblem(rules, chain);
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
                    tell(problem);
                }
            }
        }
        if (!now.knowsClients()) {
            return null;
        }
        String failure = now.clientProblem(chain);
        if (failure != null) {
            failures.add(failure);
            return null;
        }
        return CertificateUsers.identity(chain.getFirst());
    }

    /** An aggregator that is not believed stops the whole API, and sees no more than a 401. */
    private void tell(ApiProblem problem) {
        if (told.add(problem.reason())) {
            LOG.atWarn()
                    .addKeyValue("code", problem.reason().code())
                    .addKeyValue("err", problem.sentence())
                    .log("Did not believe the headers of an aggregator; others alike go unsaid");
        }
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
            case Authenticated(Identity identity) -> new Authenticated(identity.known());
            case Unauthorized refused -> refused;
        };
    }
}
