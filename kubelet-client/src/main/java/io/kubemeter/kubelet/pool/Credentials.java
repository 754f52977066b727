package io.kubemeter.kubelet.pool;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the pool shows to a peer that is proven. Asked on event loops: never blocks. */
public interface Credentials {
    /** The bearer token as last read, or null without one. The same token is the same object. */
    @Nullable String token();

    /** The token was refused: reads it again and completes when {@link #token} is up to date. */
    CompletionStage<?> reread();

    /** Trusted roots and client certificate; another content is another object. */
    TlsMaterial tls();
}
