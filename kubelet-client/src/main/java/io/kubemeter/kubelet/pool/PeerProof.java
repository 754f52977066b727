package io.kubemeter.kubelet.pool;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks the {@link PeerCheck} of a connection from within its handshake, so that a refused peer sees
 * neither our certificate nor a request.
 *
 * <p>Owner: the event loop that runs the handshakes.
 */
final class PeerProof extends X509ExtendedTrustManager {
    private final IdentityHashMap<SSLEngine, PeerCheck> checks = new IdentityHashMap<>();
    private final InstantSource clock;

    PeerProof(InstantSource clock) {
        this.clock = clock;
    }

    void expect(SSLEngine engine, PeerCheck check) {
        checks.put(engine, check);
    }

    void forget(SSLEngine engine) {
        checks.remove(engine);
    }

    @Override
    public void checkServerTrusted(
            X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        PeerCheck check = engine == null ? null : checks.get(engine);
        if (check == null || !check.accepts(chain, clock.instant())) {
            throw new CertificateException("peer not proven");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no connection to judge");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("no connection to judge");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("we serve nobody");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("we serve nobody");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("we serve nobody");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
