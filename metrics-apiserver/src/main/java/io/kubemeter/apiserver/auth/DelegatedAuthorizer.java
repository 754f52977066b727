package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.auth.Attributes.PathAttributes;
import io.kubemeter.apiserver.auth.Attributes.ResourceAttributes;
import io.kubemeter.apiserver.auth.Decision.Allow;
import io.kubemeter.apiserver.auth.Decision.Deny;
import io.kubemeter.apiserver.auth.Decision.Unknown;
import io.kubemeter.apiserver.kube.AccessQuestion;
import io.kubemeter.apiserver.kube.AccessSelector;
import io.kubemeter.apiserver.kube.AccessVerdict;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.Reviews;
import io.kubemeter.model.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Allows {@code system:masters} and a few paths, and asks kube-apiserver for everything else. Its
 * answers are believed for a while; a yes is believed longer while nobody can be asked. Nobody is
 * ever allowed because asking failed.
 *
 * <p><b>Owner:</b> nobody: any thread asks; reviews run on the executor's virtual threads.
 */
public final class DelegatedAuthorizer implements Authorizer {
    private static final int MAX_REMEMBERED = 8192;

    private final Reviews reviews;
    private final AuthorizationConfig config;
    private final LongSupplier nanos;
    private final Flights<Decision> flights;
    private final ReviewGate gate = new ReviewGate();
    private final BoundedCache<Fingerprint, Remembered> remembered =
            new BoundedCache<>(MAX_REMEMBERED);
    private volatile @Nullable ApiProblem problem;

    private DelegatedAuthorizer(
            Reviews reviews, AuthorizationConfig config, LongSupplier nanos, Executor executor) {
        this.reviews = reviews;
        this.config = config;
        this.nanos = nanos;
        this.flights =
                new Flights<>(
                        executor,
                        () -> new Unknown(Reason.REVIEW_FAILED, "too many reviews at once"));
    }

    /**
     * Allows and refuses callers.
     *
     * @param executor runs reviews; on virtual threads, because they block
     */
    public static DelegatedAuthorizer of(
            Reviews reviews, AuthorizationConfig config, LongSupplier nanos, Executor executor) {
        return new DelegatedAuthorizer(reviews, config, nanos, executor);
    }

    @Override
    public CompletionStage<Decision> authorize(Identity identity, Attributes attributes) {
        if (identity.groups().contains(Identity.MASTERS) || isAlwaysAllowed(attributes)) {
            return CompletableFuture.completedFuture(Decision.allow());
        }
        // Who may have everything may have a part of it: one answer serves lists by any selector.
        return attributes instanceof ResourceAttributes wanted && !wanted.selection().isEmpty()
                ? decide(identity, wanted.unselected())
                        .thenCompose(all ->
                                all instanceof Deny
                                        ? decide(identity, wanted)
                                        : CompletableFuture.completedFuture(all))
                : decide(identity, attributes);
    }

    private CompletionStage<Decision> decide(Identity identity, Attributes attributes) {
        Fingerprint key = fingerprint(identity, attributes);
        Remembered known = remembered.find(key);
        long now = nanos.getAsLong();
        if (known != null && isFresh(known, now)) {
            return CompletableFuture.completedFuture(known.decision);
        }
        if (!gate.mayAsk(now)) {
            return CompletableFuture.completedFuture(withoutAsking(key, problem));
        }
        return flights.ask(key, () -> review(key, identity, attributes));
    }

    /** Why the last review failed, or {@code null}. */
    public @Nullable ApiProblem problem() {
        return problem;
    }

    /** How often a bound was hit: of answers remembered, or of reviews asked at once. */
    public long overflows() {
        return remembered.evictions() + flights.refused();
    }

    private Decision review(Fingerprint key, Identity identity, Attributes attributes) {
        try {
            AccessVerdict verdict = reviews.access(question(identity, attributes));
            gate.worked();
            problem = null;
            Decision decision = verdict.allowed() ? Decision.allow() : new Deny(verdict.reason());
            remembered.put(key, new Remembered(decision, nanos.getAsLong()));
            return decision;
        } catch (ApiException e) {
            gate.failed(nanos.getAsLong());
            problem = e.problem();
            return withoutAsking(key, e.problem());
        }
    }

    private boolean isFresh(Remembered known, long now) {
        long memory =
                (known.decision instanceof Allow ? config.allowMemory() : config.denyMemory())
                        .toNanos();
        return now - known.atNanos < memory;
    }

    /** A yes that is not too old, else nothing is known. */
    private Decision withoutAsking(Fingerprint key, @Nullable ApiProblem why) {
        Remembered known = remembered.find(key);
        if (known != null
                && known.decision instanceof Allow
                && nanos.getAsLong() - known.atNanos < config.staleAllow().toNanos()) {
            return known.decision;
        }
        return new Unknown(
                Reason.REVIEW_FAILED, why == null ? "reviews are failing" : why.detail());
    }

    private boolean isAlwaysAllowed(Attributes attributes) {
        if (!(attributes instanceof PathAttributes(String verb, String path))) {
            return false;
        }
        String asked = withoutSlash(path);
        for (String allowed : config.alwaysAllowPaths()) {
            String pattern = withoutSlash(allowed);
            boolean prefix = pattern.endsWith("*");
            if (prefix
                    ? asked.startsWith(pattern.substring(0, pattern.length() - 1))
                    : asked.equals(pattern)) {
                return true;
            }
        }
        return false;
    }

    private static String withoutSlash(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static AccessQuestion question(Identity identity, Attributes attributes) {
        Map<String, String> fields = new LinkedHashMap<>();
        String kind =
                switch (attributes) {
                    case PathAttributes(String verb, String path) -> {
                        fields.put("path", path);
                        fields.put("verb", verb);
                        yield AccessQuestion.PATH;
                    }
                    case ResourceAttributes wanted -> {
                        fields.put("namespace", wanted.namespace());
                        fields.put("verb", wanted.verb());
                        fields.put("group", wanted.group());
                        fields.put("version", wanted.version());
                        fields.put("resource", wanted.resource());
                        fields.put("subresource", wanted.subresource());
                        fields.put("name", wanted.name());
                        yield AccessQuestion.RESOURCE;
                    }
                };
        Map<String, List<AccessSelector>> selectors = new LinkedHashMap<>();
        if (attributes instanceof ResourceAttributes wanted) {
            selectors.put(AccessQuestion.FIELDS, wanted.selection().fields());
            selectors.put(AccessQuestion.LABELS, wanted.selection().labels());
        }
        return new AccessQuestion(
                identity.user(),
                identity.uid(),
                identity.groups(),
                identity.extra(),
                kind,
                fields,
                selectors);
    }

    private static Fingerprint fingerprint(Identity identity, Attributes attributes) {
        AccessQuestion question = question(identity, attributes);
        String uid = question.uid();
        Fingerprint.Builder all =
                Fingerprint.of(question.user())
                        .and(uid == null ? 0 : 1)
                        .and(uid == null ? "" : uid);
        texts(all, question.groups());
        all.and(question.extra().size());
        question.extra()
                .forEach((key, values) -> {
                    all.and(key);
                    texts(all, values);
                });
        all.and(question.kind());
        question.attributes().values().forEach(all::and);
        question.selectors()
                .values()
                .forEach(selector -> {
                    all.and(selector.size());
                    for (AccessSelector one : selector) {
                        all.and(one.key()).and(one.operator());
                        texts(all, one.values());
                    }
                });
        return all.build();
    }

    private static void texts(Fingerprint.Builder all, List<String> texts) {
        all.and(texts.size());
        texts.forEach(all::and);
    }

    /**
     * An answer.
     *
     * @param decision yes or no
     * @param atNanos when it came
     */
    private record Remembered(Decision decision, long atNanos) {}
}
