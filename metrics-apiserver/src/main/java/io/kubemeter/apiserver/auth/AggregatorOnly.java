package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.auth.AuthResult.Unauthorized;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.model.Reason;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes the aggregator and nobody else: in the handshake, where any other certificate is turned
 * away, and again with each request, because whom to believe may have changed since. Users are only
 * those whom its headers name. Nobody is asked about a token.
 *
 * <p><b>Owner:</b> nobody: any thread asks.
 */
public final class AggregatorOnly implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(AggregatorOnly.class);

    private final Supplier<CallerProofs> proofs;

    /** What was logged already: once each, since strangers may come by the thousand. */
    private final Set<Reason> told = ConcurrentHashMap.newKeySet();

    private AggregatorOnly(Supplier<CallerProofs> proofs) {
        this.proofs = proofs;
    }

    /** Believes whom {@code trust} names; it is asked for each handshake and each request. */
    public static AggregatorOnly of(Supplier<CallerTrust> trust, InstantSource clock) {
        return new AggregatorOnly(new CallerProofs.Newest(trust, clock));
    }

    /** Why nobody at all can be let in now, or null where the aggregator can. */
    public @Nullable ApiProblem problem() {
        return proofs.get().frontProxyUnknown();
    }

    /** Why a chain, leaf first, must not get as far as a request, or null where it may. */
    public @Nullable String refusal(List<X509Certificate> chain) {
        ApiProblem problem = problem(proofs.get(), chain);
        if (problem == null) {
            return null;
        }
        if (told.add(problem.reason())) {
            LOG.atWarn()
                    .addKeyValue("code", problem.reason().code())
                    .addKeyValue("err", problem.sentence())
                    .log("Turned a caller away in the handshake; others alike go unsaid");
        }
        return problem.toString();
    }

    @Override
    public CompletionStage<AuthResult> authenticate(PeerCredentials credentials) {
        return CompletableFuture.completedFuture(judge(credentials));
    }

    private AuthResult judge(PeerCredentials credentials) {
        CallerProofs now = proofs.get();
        ApiProblem problem = problem(now, credentials.certificates());
        if (problem != null) {
            return new Unauthorized(problem.toString());
        }
        FrontProxyRules rules = now.rules();
        Identity told = rules == null ? null : FrontProxyHeaders.identity(rules, credentials);
        return told == null
                ? new Unauthorized("the aggregator names no user")
                : new AuthResult.Authenticated(told.known());
    }

    private static @Nullable ApiProblem problem(CallerProofs now, List<X509Certificate> chain) {
        FrontProxyRules rules = now.rules();
        if (rules == null) {
            return now.frontProxyUnknown();
        }
        return chain.isEmpty()
                ? new ApiProblem(Reason.FRONT_PROXY_UNKNOWN, "no client certificate")
                : now.frontProxyProblem(rules, chain);
    }
}
