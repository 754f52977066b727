package io.kubemeter.kubelet;

import io.kubemeter.kubelet.pool.Credentials;
import io.kubemeter.kubelet.pool.TlsMaterial;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Shows the pool what opens a kubelet's door.
 *
 * @param access where it comes from
 */
record AccessCredentials(KubeletAccess access) implements Credentials {
    @Override
    public @Nullable String token() {
        BearerToken token = access.token().current();
        return token == null ? null : token.secret();
    }

    @Override
    public CompletionStage<?> reread() {
        return access.token().refused();
    }

    @Override
    public TlsMaterial tls() {
        return access.tls().current();
    }
}
