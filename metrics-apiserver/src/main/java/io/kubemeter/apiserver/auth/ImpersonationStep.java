package io.kubemeter.apiserver.auth;

import java.util.List;

/** One thing that must be allowed before a caller may act as somebody else. */
sealed interface ImpersonationStep {
    /** A question for the authorizer. */
    record Ask(Attributes attributes) implements ImpersonationStep {}

    /** Many like questions: one with a wildcard may answer them all. */
    record AllAtOnce(Attributes wildcard, List<ImpersonationStep> each)
            implements ImpersonationStep {}

    /** Never allowed in this way. */
    record Forbidden(Attributes attributes, String why) implements ImpersonationStep {}
}
