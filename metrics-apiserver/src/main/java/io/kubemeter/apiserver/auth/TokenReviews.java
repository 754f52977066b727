package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.auth.AuthResult.Authenticated;
import io.kubemeter.apiserver.auth.AuthResult.Unauthorized;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.Reviews;
import io.kubemeter.apiserver.kube.TokenVerdict;
import io.kubemeter.telemetry.TokenCacheCounts;
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
    private final Executor executor;
    private final TokenCacheCounts counts;
    private final Flights<AuthResult> flights;
    private final BoundedCache<Fingerprint, Remembered> remembered =
            new BoundedCache<>(MAX_REMEMBERED);
    private volatile @Nullable ApiProblem problem;

    TokenReviews(Reviews reviews, Duration memory, LongSupplier nanos, Executor executor) {
        this(reviews, memory.toNanos(), nanos, executor, new TokenCacheCounts());
    }

    private TokenReviews(
            Reviews reviews,
            long memoryNanos,
            LongSupplier nanos,
            Executor executor,
            TokenCacheCounts counts) {
        this.reviews = reviews;
        this.memoryNanos = memoryNanos;
        this.nanos = nanos;
        this.executor = executor;
        this.counts = counts;
        this.flights =
                new Flights<>(executor, () -> new Unauthorized("too many token reviews at once"));
    }

    /** The same, with nothing remembered yet, that counts here. */
    TokenReviews counting(TokenCacheCounts into) {
        return new TokenReviews(reviews, memoryNanos, nanos, executor, into);
    }

    CompletionStage<AuthResult> review(String token) {
        long begun = nanos.getAsLong();
        Fingerprint key = Fingerprint.of(token).build();
        Remembered known = remembered.find(key);
        if (known != null && begun - known.untilNanos < 0) {
            counts.hit(nanos.getAsLong() - begun);
            return CompletableFuture.completedFuture(known.result);
        }
        counts.waits();
        return flights.ask(key, () -> reviewNow(key, token))
                .whenComplete((_, _) -> counts.missed(nanos.getAsLong() - begun));
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
        counts.fetches();
        boolean good = false;
        try {
            AuthResult result = result(reviews.token(token));
            good = true;
            problem = null;
            remembered.put(key, new Remembered(result, nanos.getAsLong() + memoryNanos));
            return result;
        } catch (ApiException e) {
            problem = e.problem();
            return new Unauthorized(e.problem().toString());
        } finally {
            counts.fetched(good);
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
