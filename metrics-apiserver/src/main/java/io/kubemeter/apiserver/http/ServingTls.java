package io.kubemeter.apiserver.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes the TLS side of the listener: 1.2 and 1.3, HTTP/2 before HTTP/1.1, BoringSSL where present.
 *
 * <p>A client certificate is asked for. Where {@link ClientRule#ANYBODY} may come it is neither
 * demanded nor judged here: the handshake of a stranger completes, so that the request can be
 * answered, and whoever reads the chain must prove it. Under any other rule there is no handshake
 * without a certificate that the rule lets pass.
 */
public final class ServingTls {
    /** Where a context keeps its rule. */
    private static final AttributeKey<ClientRule> CLIENTS =
            AttributeKey.valueOf(ServingTls.class, "clients");

    /** Where a context keeps those that are used in its place. */
    private static final AttributeKey<Map<String, SslContext>> NAMED =
            AttributeKey.valueOf(ServingTls.class, "named");

    private ServingTls() {}

    /**
     * What is offered to clients.
     *
     * @param tls12 whether TLS 1.2 is spoken beside 1.3
     * @param http2 whether HTTP/2 is spoken beside HTTP/1.1
     * @param clients whose handshakes are completed
     */
    public record Offer(boolean tls12, boolean http2, ClientRule clients) {
        /** Everything that is spoken, to anybody. */
        public static final Offer ALL = new Offer(true, true, ClientRule.ANYBODY);

        private ClientAuth demand() {
            return clients.equals(ClientRule.ANYBODY) ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE;
        }

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
        SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
        return context(provider, key, chain, new Judging(clientIssuers, offer.clients), offer);
    }

    /** The same by one of the providers. */
    static SslContext context(
            SslProvider provider,
            PrivateKey key,
            List<X509Certificate> chain,
            X509ExtendedTrustManager trust,
            Offer offer)
            throws SSLException {
        SslContext context =
                SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                        .sslProvider(provider)
                        .protocols(offer.tlsVersions())
                        .clientAuth(offer.demand())
                        .trustManager(trust)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        Protocol.ALPN,
                                        SelectorFailureBehavior.NO_ADVERTISE,
                                        SelectedListenerFailureBehavior.ACCEPT,
                                        offer.httpVersions()))
                        .build();
        context.attributes().attr(CLIENTS).set(offer.clients);
        return context;
    }

    /**
     * The same context, in whose place others serve clients who ask for certain names.
     *
     * @param named by name in lower case; {@code *.} stands for one label, an address for clients
     *     who name nothing and came to it
     */
    public static SslContext serving(SslContext usual, Map<String, SslContext> named) {
        usual.attributes().attr(NAMED).set(Map.copyOf(named));
        return usual;
    }

    /** Whether other contexts may be used in the place of this one. */
    static boolean hasNamed(SslContext usual) {
        Map<String, SslContext> named = usual.attributes().attr(NAMED).get();
        return named != null && !named.isEmpty();
    }

    /** What serves a client who came to this address and asked for this name, or for none. */
    static SslContext forName(SslContext usual, @Nullable String name, SocketAddress came) {
        Map<String, SslContext> named = usual.attributes().attr(NAMED).get();
        if (named == null) {
            return usual;
        }
        if (name == null) {
            return came instanceof InetSocketAddress internet
                    ? named.getOrDefault(internet.getAddress().getHostAddress(), usual)
                    : usual;
        }
        String exact = name.toLowerCase(Locale.ROOT);
        SslContext found = named.get(exact);
        if (found != null) {
            return found;
        }
        int dot = exact.indexOf('.');
        return dot < 0 ? usual : named.getOrDefault("*" + exact.substring(dot), usual);
    }

    /** The rule of a context. */
    static ClientRule clients(SslContext context) {
        ClientRule rule = context.attributes().attr(CLIENTS).get();
        return rule == null ? ClientRule.ANYBODY : rule;
    }

    /** Lets those client certificates pass that the rule lets pass. */
    static final class Judging extends X509ExtendedTrustManager {
        /** BoringSSL's X509_V_ERR_CERT_REJECTED: without it the alert would be internal_error. */
        private static final int REJECTED = 28;

        private final X509Certificate[] issuers;
        private final ClientRule rule;

        Judging(List<X509Certificate> issuers, ClientRule rule) {
            this.issuers = issuers.toArray(X509Certificate[]::new);
            this.rule = rule;
        }

        private void judge(X509Certificate[] chain) throws CertificateException {
            String refusal = rule.refusal(List.of(chain));
            if (refusal != null) {
                throw new OpenSslCertificateException(refusal, REJECTED);
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return issuers.clone();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType)
                throws CertificateException {
            judge(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            judge(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            judge(chain);
        }

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
