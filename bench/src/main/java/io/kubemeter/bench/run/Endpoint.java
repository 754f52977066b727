package io.kubemeter.bench.run;

import io.kubemeter.bench.run.Settings.Access;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a metrics server answers, and as whom it is asked: like kube-apiserver's aggregator on
 * behalf of an administrator. The server's own certificate is not verified: it is on loopback, and
 * what verifying costs is the caller's.
 */
record Endpoint(InetSocketAddress address, SslContext tls, Map<String, String> headers) {
    private static final ApplicationProtocolConfig ALPN =
            new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2);

    static Endpoint of(URI url, Access access) throws IOException {
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null)
                        .applicationProtocolConfig(ALPN);
        Path certificate = access.certificate();
        Path key = access.key();
        if (certificate != null && key != null) {
            builder.keyManager(certificate.toFile(), key.toFile());
        }
        return new Endpoint(
                new InetSocketAddress(url.getHost(), url.getPort()),
                builder.build(),
                headers(access));
    }

    private static Map<String, String> headers(Access access) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("user-agent", "kubemeter-bench");
        Path token = access.token();
        if (token != null) {
            headers.put("authorization", "Bearer " + Files.readString(token).trim());
        }
        if (access.certificate() != null) {
            headers.put("x-remote-user", "kubernetes-admin");
            headers.put("x-remote-group", "system:masters");
            headers.put("x-forwarded-for", "127.0.0.1");
        }
        return headers;
    }
}
