package io.kubemeter.apiserver.auth;

import java.util.concurrent.CompletionStage;

/** Tells who asks. */
public interface Authenticator {
    /** Never blocks, never completes exceptionally; completes on any thread. */
    CompletionStage<AuthResult> authenticate(PeerCredentials credentials);
}
