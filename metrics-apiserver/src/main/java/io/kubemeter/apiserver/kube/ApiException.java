package io.kubemeter.apiserver.kube;

import java.io.IOException;

/** A request to kube-apiserver failed; says why, and what a caller can do with it. */
public final class ApiException extends IOException {
    private static final long serialVersionUID = 1;

    /** The status of an exchange that broke, or was never begun. */
    static final int NO_ANSWER = 0;

    /** The status of an answer that nobody waited for any longer. */
    static final int TOO_LATE = -1;

    private final transient ApiProblem problem;
    private final int status;
    private final long retryAfterSeconds;

    ApiException(ApiProblem problem, int status, long retryAfterSeconds) {
        super(problem.toString());
        this.problem = problem;
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** No answer came at all. */
    static ApiException noAnswer(ApiProblem problem) {
        return new ApiException(problem, NO_ANSWER, 0);
    }

    public ApiProblem problem() {
        return problem;
    }

    /** The HTTP status; not positive where no answer came. */
    public int status() {
        return status;
    }

    /** What kube-apiserver asked us to wait, or 0. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
