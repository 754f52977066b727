package io.kubemeter.simulator.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/** What a server shows in the handshake. Client certificates are asked for, not judged. */
public final class ServerTls {
    static final ApplicationProtocolConfig ALPN =
            new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2,
                    ApplicationProtocolNames.HTTP_1_1);

    private final SslContext context;

    private ServerTls(SslContext context) {
        this.context = context;
    }

    /** Serves with {@code chain}, the leaf first. Who a client is, is decided per request. */
    public static ServerTls of(PrivateKey key, List<X509Certificate> chain) {
        return of(key, chain, ALPN);
    }

    /** The same, for a server that speaks HTTP/1.1 only. */
    public static ServerTls http1(PrivateKey key, List<X509Certificate> chain) {
        return of(key, chain, ApplicationProtocolConfig.DISABLED);
    }

    private static ServerTls of(
            PrivateKey key, List<X509Certificate> chain, ApplicationProtocolConfig protocols) {
        try {
            return new ServerTls(
                    SslContextBuilder.forServer(key, chain)
                            .sslProvider(EventLoops.sslProvider())
                            .clientAuth(ClientAuth.OPTIONAL)
                            .trustManager(AnyCertificate.INSTANCE)
                            .applicationProtocolConfig(protocols)
                            .build());
        } catch (SSLException e) {
            throw new IllegalStateException("cannot serve with " + chain.getFirst(), e);
        }
    }

    SslContext context() {
        return context;
    }
}
