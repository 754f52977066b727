package io.kubemeter.kubelet.pool;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.NetUtil;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Makes the TLS side of connections, always from the newest roots and client certificate.
 *
 * <p>Owner: one event loop. No session is resumed: a resumed one would skip the proof.
 */
final class TlsClient {
    /** TLS 1.2 with forward secrecy and authenticated encryption only. */
    private static final List<String> CIPHERS =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final SslProvider provider;
    private final Supplier<TlsMaterial> newest;
    private final PeerProof trust;
    private @Nullable Built built;

    TlsClient(SslProvider provider, Supplier<TlsMaterial> newest, InstantSource clock) {
        this.provider = provider;
        this.newest = newest;
        this.trust = new PeerProof(clock);
    }

    /**
     * Whether a kept connection may stay: what it was made with still holds, or the root that
     * proved its peer is among the newest ones too. So roots that are added move no connection, and
     * roots that are taken away move those that relied on them, each at its next scrape.
     */
    boolean holds(Proof proof) {
        TlsMaterial used = proof.material();
        TlsMaterial now = newest.get();
        if (used.equals(now)) {
            return true;
        }
        X509Certificate root = proof.verdict().root();
        return root != null
                && now.roots().contains(root)
                && Objects.equals(used.clientKey(), now.clientKey())
                && used.clientChain().equals(now.clientChain());
    }

    /** The newest roots, ready to judge; {@link #handler} must follow with the check made of it. */
    Built prepare() throws SSLException {
        TlsMaterial material = newest.get();
        Built ready = built;
        if (ready == null || !ready.material.equals(material)) {
            ready = new Built(material, new ChainCheck(material.roots()), context(material));
            built = ready;
        }
        return ready;
    }

    /** The handler of one connection; only a DNS name is told to the peer. */
    SslHandler handler(Built ready, ByteBufAllocator allocator, String dialled, PeerCheck check) {
        SslHandler handler = ready.context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(0);
        if (isDnsName(dialled)) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(dialled)));
            handler.engine().setSSLParameters(parameters);
        }
        trust.expect(handler.engine(), check);
        return handler;
    }

    /** The handshake is over, one way or the other. */
    void finished(SslHandler handler) {
        trust.forget(handler.engine());
    }

    private SslContext context(TlsMaterial material) throws SSLException {
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(provider)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                        .trustManager(trust)
                        // The check of names is ours: it knows the Node, not only its address.
                        .endpointIdentificationAlgorithm(null);
        PrivateKey key = material.clientKey();
        if (key != null) {
            builder.keyManager(key, material.clientChain().toArray(X509Certificate[]::new));
        }
        return builder.build();
    }

    static boolean isDnsName(String host) {
        return NetUtil.createByteArrayFromIpAddressString(host) == null;
    }

    /**
     * Material made ready for use.
     *
     * @param material what it was made of
     * @param chains judges chains by its roots
     * @param context makes handlers
     */
    record Built(TlsMaterial material, ChainCheck chains, SslContext context) {}
}
