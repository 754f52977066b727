package io.kubemeter.apiserver.kube;

import io.kubemeter.model.Reason;
import io.kubemeter.telemetry.OutcomeCounts;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Asks kube-apiserver who a token belongs to and what a user may do. A connection that breaks is
 * tried once more, because both questions may be asked twice; any other failure is the answer.
 *
 * <p><b>Owner:</b> nobody: any virtual thread asks.
 */
public final class Reviews {
    private static final String TOKENS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final String ACCESS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    private static final String CREATED = "201";
    private static final String NO_CODE = "<error>";

    private final KubeApi api;
    private final Duration patience;
    private final OutcomeCounts tokenCounts;
    private final OutcomeCounts accessCounts;
    private final LongSupplier nanos;

    /** Asks without counting. */
    public Reviews(KubeApi api, Duration patience) {
        this(api, patience, OutcomeCounts.of(), OutcomeCounts.of(), () -> 0);
    }

    /**
     * Asks, and counts by the code of the answer.
     *
     * @param tokenCounts counts questions about tokens
     * @param accessCounts counts questions about access
     * @param nanos monotonic time
     */
    public Reviews(
            KubeApi api,
            Duration patience,
            OutcomeCounts tokenCounts,
            OutcomeCounts accessCounts,
            LongSupplier nanos) {
        this.api = api;
        this.patience = patience;
        this.tokenCounts = tokenCounts;
        this.accessCounts = accessCounts;
        this.nanos = nanos;
    }

    /** Whose token this is. */
    public TokenVerdict token(String token) throws ApiException {
        return ask(TOKENS, ReviewJson.tokenReview(token), ReviewJson::tokenVerdict, tokenCounts);
    }

    /** Whether this may be done. */
    public AccessVerdict access(AccessQuestion question) throws ApiException {
        return ask(
                ACCESS, ReviewJson.accessReview(question), ReviewJson::accessVerdict, accessCounts);
    }

    private <T> T ask(String path, byte[] review, Verdict<T> verdict, OutcomeCounts counts)
            throws ApiException {
        long begun = nanos.getAsLong();
        String code = CREATED;
        try {
            return verdict.of(post(path, review));
        } catch (ApiException e) {
            code = e.status() > 0 ? Integer.toString(e.status()) : NO_CODE;
            ApiProblem problem =
                    new ApiProblem(
                            Reason.REVIEW_FAILED,
                            e.problem().reason().code() + " " + e.problem().detail());
            throw new ApiException(problem, e.status(), e.retryAfterSeconds());
        } catch (IOException e) {
            code = NO_CODE;
            throw ApiException.noAnswer(
                    new ApiProblem(Reason.REVIEW_FAILED, path + ": " + e.getMessage()));
        } finally {
            counts.outcome(code).record(nanos.getAsLong() - begun);
        }
    }

    private byte[] post(String path, byte[] review) throws ApiException {
        try {
            return api.postJson(path, review, patience);
        } catch (ApiException e) {
            boolean broken = e.status() == ApiException.NO_ANSWER;
            if (!broken || e.problem().reason() != Reason.API_UNREACHABLE) {
                throw e;
            }
            return api.postJson(path, review, patience);
        }
    }

    /** Reads what became of a review. */
    private interface Verdict<T> {
        T of(byte[] json) throws IOException;
    }
}
