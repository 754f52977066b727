package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.auth.AuthResult.Authenticated;
import io.kubemeter.apiserver.auth.AuthResult.Unauthorized;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.Reviews;
import io.kubemeter.apiserver.kube.TokenVerdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks kube-apiserver whose a bearer token is, and believes the answer for a while, good or bad. A
 * token is never stored.
 *
 * <p><b>Owner:</b> nobody: any thread asks; reviews run on the executor's virtual threads.
 */
final class TokenReviews {
    private static final int MAX_REMEMBERED = 4096;

    private final Reviews reviews;
    private final long memoryNanos;
    private final LongSupplier nanos;
    private final Flights<AuthResult> flights;
    private final BoundedCache<Fingerprint, Remembered> remembered =
            new BoundedCache<>(MAX_REMEMBERED);
    private volatile @Nullable ApiProblem problem;

    TokenReviews(Reviews reviews, Duration memory, LongSupplier nanos, Executor executor) {
        this.reviews = reviews;
        this.memoryNanos = memory.toNanos();
        this.nanos = nanos;
        this.flights =
                new Flights<>(executor, () -> new Unauthorized("too many token reviews at once"));
    }

    CompletionStage<AuthResult> review(String token) {
        Fingerprint key = Fingerprint.of(token).build();
        Remembered known = remembered.find(key);
        if (known != null && nanos.getAsLong() - known.untilNanos < 0) {
            return CompletableFuture.completedFuture(known.result);
        }
        return flights.ask(key, () -> reviewNow(key, token));
    }

    /** Why the last review failed, or {@code null}. */
    @Nullable ApiProblem problem() {
        return problem;
    }

    /** How often a bound was hit: of what is remembered, or of what is asked at once. */
    long overflows() {
        return remembered.evictions() + flights.refused();
    }

    private AuthResult reviewNow(Fingerprint key, String token) {
        try {
            AuthResult result = result(reviews.token(token));
            problem = null;
            remembered.put(key, new Remembered(result, nanos.getAsLong() + memoryNanos));
            return result;
        } catch (ApiException e) {
            problem = e.problem();
            return new Unauthorized(e.problem().toString());
        }
    }

    private static AuthResult result(TokenVerdict verdict) {
        return switch (verdict) {
            case TokenVerdict.Known known ->
                    new Authenticated(
                            new Identity(
                                    known.user(),
                                    known.uid().isEmpty() ? null : known.uid(),
                                    known.groups(),
                                    known.extra()));
            case TokenVerdict.Refused(String error) -> new Unauthorized("token: " + error);
        };
    }

    /**
     * An answer.
     *
     * @param result what it was
     * @param untilNanos how long it is believed
     */
    private record Remembered(AuthResult result, long untilNanos) {}
}
