package io.kubemeter.apiserver.kube;

import io.kubemeter.model.Reason;
import java.io.IOException;
import java.time.Duration;

/**
 * Asks kube-apiserver who a token belongs to and what a user may do. A connection that breaks is
 * tried once more, because both questions may be asked twice; any other failure is the answer.
 *
 * <p><b>Owner:</b> nobody: any virtual thread asks.
 */
public final class Reviews {
    private static final String TOKENS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final String ACCESS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    private final KubeApi api;
    private final Duration patience;

    public Reviews(KubeApi api, Duration patience) {
        this.api = api;
        this.patience = patience;
    }

    /** Whose token this is. */
    public TokenVerdict token(String token) throws ApiException {
        return ask(TOKENS, ReviewJson.tokenReview(token), ReviewJson::tokenVerdict);
    }

    /** Whether this may be done. */
    public AccessVerdict access(AccessQuestion question) throws ApiException {
        return ask(ACCESS, ReviewJson.accessReview(question), ReviewJson::accessVerdict);
    }

    private <T> T ask(String path, byte[] review, Verdict<T> verdict) throws ApiException {
        try {
            return verdict.of(post(path, review));
        } catch (ApiException e) {
            ApiProblem problem =
                    new ApiProblem(
                            Reason.REVIEW_FAILED,
                            e.problem().reason().code() + " " + e.problem().detail());
            throw new ApiException(problem, e.status(), e.retryAfterSeconds());
        } catch (IOException e) {
            throw ApiException.noAnswer(
                    new ApiProblem(Reason.REVIEW_FAILED, path + ": " + e.getMessage()));
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
