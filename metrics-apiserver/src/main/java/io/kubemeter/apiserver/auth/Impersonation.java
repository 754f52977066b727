package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.auth.ImpersonationResult.As;
import io.kubemeter.apiserver.auth.ImpersonationResult.Malformed;
import io.kubemeter.apiserver.auth.ImpersonationResult.Refused;
import io.kubemeter.telemetry.OutcomeCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a caller act as somebody else where it is allowed to, as Kubernetes 1.36 does: each way of
 * impersonating asks its own questions, the constrained ways first, the old verb {@code
 * impersonate} last. The first way that is allowed counts; where none is, the first refusal is
 * told. The way that last worked for a caller is tried first.
 *
 * <p><b>Owner:</b> nobody: any thread asks.
 */
public final class Impersonation {
    private static final int MAX_REMEMBERED = 10_000;

    private final Authorizer authorizer;
    private final OutcomeCounts attempts;
    private final LongSupplier nanos;
    private final BoundedCache<String, ImpersonationMode> lastWays =
            new BoundedCache<>(MAX_REMEMBERED);

    /**
     * Nobody has tried yet.
     *
     * @param attempts counts what became of attempts, by {@code mode/decision}
     * @param nanos monotonic time
     */
    public Impersonation(Authorizer authorizer, OutcomeCounts attempts, LongSupplier nanos) {
        this.authorizer = authorizer;
        this.attempts = attempts;
        this.nanos = nanos;
    }

    /**
     * Who this request is made as. Never blocks, never completes exceptionally; completes on any
     * thread.
     *
     * @param attributes what the request wants
     */
    public CompletionStage<ImpersonationResult> apply(
            Identity caller, PeerCredentials request, Attributes attributes) {
        ImpersonationHeaders headers = ImpersonationHeaders.read(request);
        if (headers.isAbsent()) {
            return CompletableFuture.completedFuture(new As(caller));
        }
        if (headers.user().isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Malformed("requested " + headers + " without impersonating a user name"));
        }
        long begun = nanos.getAsLong();
        return tryWays(new Attempt(caller, headers, attributes), ways(caller, headers), 0, null)
                .whenComplete((result, bug) -> {
                    if (!(result instanceof As)) {
                        attempts.outcome("/denied").record(nanos.getAsLong() - begun);
                    }
                });
    }

    private record Attempt(Identity caller, ImpersonationHeaders wanted, Attributes attributes) {}

    private List<ImpersonationMode> ways(Identity caller, ImpersonationHeaders wanted) {
        ImpersonationMode last = lastWays.find(caller.user());
        List<ImpersonationMode> ways = new ArrayList<>();
        if (last != null) {
            ways.add(last);
        }
        for (ImpersonationMode mode : ImpersonationMode.values()) {
            if (mode != last) {
                ways.add(mode);
            }
        }
        ways.removeIf(mode -> !mode.fits(caller, wanted));
        return ways;
    }

    private CompletionStage<ImpersonationResult> tryWays(
            Attempt attempt, List<ImpersonationMode> ways, int next, @Nullable Refused worst) {
        if (next == ways.size()) {
            if (worst == null) {
                throw new AssertionError("the old way fits everybody");
            }
            return CompletableFuture.completedFuture(worst);
        }
        ImpersonationMode way = ways.get(next);
        long begun = nanos.getAsLong();
        List<ImpersonationStep> steps =
                way.steps(attempt.caller, attempt.wanted, attempt.attributes);
        return check(way.asker(attempt.caller), steps, 0)
                .thenCompose(refused -> {
                    if (refused != null) {
                        return tryWays(attempt, ways, next + 1, worse(worst, refused));
                    }
                    lastWays.put(attempt.caller.user(), way);
                    attempts.outcome(way.label() + "/allowed").record(nanos.getAsLong() - begun);
                    return CompletableFuture.completedFuture(new As(way.identity(attempt.wanted)));
                });
    }

    /** The first refusal is told, but that nobody could tell is told before all. */
    private static Refused worse(@Nullable Refused first, Refused other) {
        boolean unknown =
                other.decision() instanceof Decision.Unknown
                        && first != null
                        && !(first.decision() instanceof Decision.Unknown);
        return first == null || unknown ? other : first;
    }

    /** Goes on as long as steps are allowed; {@code null} when all were. */
    private CompletionStage<@Nullable Refused> check(
            Identity asker, List<ImpersonationStep> steps, int from) {
        for (int i = from; i < steps.size(); i++) {
            CompletableFuture<@Nullable Refused> one =
                    check(asker, steps.get(i)).toCompletableFuture();
            if (!one.isDone()) {
                int next = i + 1;
                return one.thenCompose(refused ->
                        refused == null
                                ? check(asker, steps, next)
                                : CompletableFuture.completedFuture(refused));
            }
            if (one.join() != null) {
                return one;
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<@Nullable Refused> check(Identity asker, ImpersonationStep step) {
        return switch (step) {
            case ImpersonationStep.Forbidden(var attributes, var why) ->
                    CompletableFuture.completedFuture(
                            new Refused(new Decision.Deny(why), attributes));
            case ImpersonationStep.Ask(var attributes) ->
                    authorizer
                            .authorize(asker, attributes)
                            .thenApply(decision ->
                                    decision instanceof Decision.Allow
                                            ? null
                                            : new Refused(decision, attributes));
            case ImpersonationStep.AllAtOnce(var wildcard, var each) ->
                    authorizer
                            .authorize(asker, wildcard)
                            .thenCompose(decision ->
                                    decision instanceof Decision.Allow
                                            ? CompletableFuture.completedFuture(null)
                                            : check(asker, each, 0));
        };
    }
}
