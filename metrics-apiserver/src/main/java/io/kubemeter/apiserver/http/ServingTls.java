package io.kubemeter.apiserver.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Makes the TLS side of the listener: 1.2 and 1.3, HTTP/2 before HTTP/1.1, BoringSSL where present.
 *
 * <p>A client certificate is asked for, never demanded, and not judged here: the handshake of a
 * stranger completes, so that the request can be answered. Whoever reads the chain must prove it.
 */
public final class ServingTls {
    private ServingTls() {}

    /**
     * What is offered to clients.
     *
     * @param tls12 whether TLS 1.2 is spoken beside 1.3
     * @param http2 whether HTTP/2 is spoken beside HTTP/1.1
     */
    public record Offer(boolean tls12, boolean http2) {
        /** Everything that is spoken. */
        public static final Offer ALL = new Offer(true, true);

        private String[] tlsVersions() {
            return tls12 ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"};
        }

        private String[] httpVersions() {
            return http2
                    ? new String[] {
                        ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1
                    }
                    : new String[] {ApplicationProtocolNames.HTTP_1_1};
        }
    }

    /** A context that offers everything. */
    public static SslContext context(
            PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientIssuers)
            throws SSLException {
        return context(key, chain, clientIssuers, Offer.ALL);
    }

    /**
     * A context for this key.
     *
     * @param chain the serving certificate, leaf first
     * @param clientIssuers the authorities named when asking for a client certificate
     */
    public static SslContext context(
            PrivateKey key,
            List<X509Certificate> chain,
            List<X509Certificate> clientIssuers,
            Offer offer)
            throws SSLException {
        return SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols(offer.tlsVersions())
                .clientAuth(ClientAuth.OPTIONAL)
                .trustManager(new Unjudging(clientIssuers))
                .applicationProtocolConfig(
                        new ApplicationProtocolConfig(
                                Protocol.ALPN,
                                SelectorFailureBehavior.NO_ADVERTISE,
                                SelectedListenerFailureBehavior.ACCEPT,
                                offer.httpVersions()))
                .build();
    }

    /** Lets every client certificate pass; the chain is judged per request. */
    private static final class Unjudging extends X509ExtendedTrustManager {
        private final X509Certificate[] issuers;

        Unjudging(List<X509Certificate> issuers) {
            this.issuers = issuers.toArray(X509Certificate[]::new);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return issuers.clone();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("a listener meets clients only");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException("a listener meets clients only");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException("a listener meets clients only");
        }
    }
}
