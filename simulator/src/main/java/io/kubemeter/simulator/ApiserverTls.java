package io.kubemeter.simulator;

import io.kubemeter.simulator.http.ServerTls;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the API server shows in the handshake, made for the first connection: until then nothing
 * waits for the TLS library.
 *
 * <p><b>Owner:</b> any thread.
 */
final class ApiserverTls implements Supplier<ServerTls> {
    private final ClusterPki pki;
    private @Nullable ServerTls made;

    ApiserverTls(ClusterPki pki) {
        this.pki = pki;
    }

    @Override
    public synchronized ServerTls get() {
        ServerTls tls = made;
        if (tls == null) {
            Credential credential =
                    pki.apiserver(
                            List.of(
                                    "kubernetes",
                                    "kubernetes.default",
                                    "kubernetes.default.svc",
                                    "localhost"),
                            List.of("127.0.0.1"));
            tls = ServerTls.of(credential.key(), credential.chain());
            made = tls;
        }
        return tls;
    }
}
