package io.kubemeter.apiserver.auth;

/** Who a request is made as, after {@code Impersonate-*} headers were looked at. */
public sealed interface ImpersonationResult {
    /** This user: the caller itself where it asked for nobody else. */
    record As(Identity identity) implements ImpersonationResult {}

    /**
     * The caller may not do that, or nobody could tell.
     *
     * @param decision the refusal; never a yes
     * @param attributes what was refused to the caller
     */
    record Refused(Decision decision, Attributes attributes) implements ImpersonationResult {}

    /**
     * The headers make no sense.
     *
     * @param message what is wrong, safe to show to the caller
     */
    record Malformed(String message) implements ImpersonationResult {}
}
