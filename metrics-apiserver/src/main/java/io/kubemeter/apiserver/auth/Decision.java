package io.kubemeter.apiserver.auth;

import io.kubemeter.model.Reason;

/** Whether a caller may do what it wants. */
public sealed interface Decision {
    /** It may. */
    record Allow() implements Decision {
        static final Allow ALLOW = new Allow();
    }

    /**
     * It may not: answer 403.
     *
     * @param reason what the authorizer adds; often empty
     */
    record Deny(String reason) implements Decision {}

    /**
     * Nobody could tell: answer 503, at once and without Retry-After, because the end is unknown.
     *
     * @param reason why nobody could tell
     * @param detail the cause, for the log
     */
    record Unknown(Reason reason, String detail) implements Decision {}

    static Decision allow() {
        return Allow.ALLOW;
    }
}
