package io.kubemeter.apiserver.auth;

/** What became of a caller's credentials. */
public sealed interface AuthResult {
    /** They are good, or there were none and the identity is anonymous. */
    record Authenticated(Identity identity) implements AuthResult {}

    /**
     * A credential was shown and is not good: answer 401.
     *
     * @param detail why, for the log; never for the caller
     */
    record Unauthorized(String detail) implements AuthResult {}
}
