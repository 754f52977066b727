package io.kubemeter.simulator.http;

import io.kubemeter.simulator.pki.Credential;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** How a client trusts and what it shows. */
public final class ClientTls {
    private final SslContext context;

    private ClientTls(SslContext context) {
        this.context = context;
    }

    /** Trusts certificates that chain to one of {@code authorities}, and their names. */
    public static ClientTls trusting(String authorities, @Nullable Credential own) {
        ByteArrayInputStream pem =
                new ByteArrayInputStream(authorities.getBytes(StandardCharsets.US_ASCII));
        return build(SslContextBuilder.forClient().trustManager(pem), own, true);
    }

    /** Trusts anybody, as insecureSkipTLSVerify asks. */
    public static ClientTls trustingAnybody(@Nullable Credential own) {
        return build(
                SslContextBuilder.forClient().trustManager(AnyCertificate.INSTANCE), own, false);
    }

    /** Trusts what this machine trusts: where neither a bundle nor anybody is asked for. */
    public static ClientTls trustingSystem(@Nullable Credential own) {
        return build(SslContextBuilder.forClient(), own, true);
    }

    private static ClientTls build(
            SslContextBuilder builder, @Nullable Credential own, boolean verified) {
        if (own != null) {
            builder.keyManager(own.key(), own.chain());
        }
        try {
            SslContext context =
                    builder.sslProvider(EventLoops.sslProvider())
                            .applicationProtocolConfig(ServerTls.ALPN)
                            .endpointIdentificationAlgorithm(verified ? "HTTPS" : null)
                            .build();
            return new ClientTls(context);
        } catch (SSLException e) {
            throw new IllegalArgumentException("trust: " + e.getMessage(), e);
        }
    }

    SslContext context() {
        return context;
    }
}
