package io.kubemeter.apiserver.auth;

import java.util.concurrent.CompletionStage;

/** Tells whether a caller may do what it wants. */
public interface Authorizer {
    /** Never blocks, never completes exceptionally; completes on any thread. */
    CompletionStage<Decision> authorize(Identity identity, Attributes attributes);
}
