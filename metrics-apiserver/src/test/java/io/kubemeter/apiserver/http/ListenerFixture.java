package io.kubemeter.apiserver.http;

import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A listener on loopback with certificates of its own, and clients that trust it. */
final class ListenerFixture implements AutoCloseable {
    static final ClusterPki PKI = ClusterPki.create(InstantSource.system());
    static final Duration SOON = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final HttpsListener listener;

    private ListenerFixture(HttpsListener listener) {
        this.listener = listener;
    }

    static ListenerFixture start(HttpHandler handler) {
        return start(handler, config -> config);
    }

    static ListenerFixture start(HttpHandler handler, UnaryOperator<ListenerConfig> change) {
        try {
            Credential serving = serving();
            return start(
                    handler,
                    change,
                    ServingTls.context(
                            serving.key(),
                            serving.chain(),
                            List.of(PKI.frontProxy().certificate())));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static ListenerFixture start(
            HttpHandler handler, UnaryOperator<ListenerConfig> change, SslContext tls) {
        ListenerConfig config =
                change.apply(
                        ListenerConfig.of(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2));
        return new ListenerFixture(
                HttpsListener.start(
                        config,
                        () -> tls,
                        handler,
                        InstantSource.fixed(Instant.parse("2026-11-21T03:36:58Z"))));
    }

    static Credential serving() {
        return PKI.apiserver(List.of("localhost"), List.of("127.0.0.1"));
    }

    static ListenerConfig times(ListenerConfig config, ListenerTimeouts timeouts) {
        return new ListenerConfig(config.address(), config.threads(), config.limits(), timeouts);
    }

    static ListenerConfig limits(ListenerConfig config, ListenerLimits limits) {
        return new ListenerConfig(config.address(), config.threads(), limits, config.timeouts());
    }

    /** Waits until it is so, and fails when it does not get so. */
    static void await(BooleanSupplier reached) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within a minute");
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    URI uri(String target) {
        return URI.create("https://127.0.0.1:" + listener.address().getPort() + target);
    }

    HttpClient client(HttpClient.Version version) {
        return client(version, null);
    }

    HttpClient client(HttpClient.Version version, @Nullable Credential credential) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(clientTls(credential))
                .connectTimeout(SOON)
                .executor(threads)
                .build();
    }

    /** A TLS socket without a protocol of its own. */
    SSLSocket socket() throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        clientTls(null)
                                .getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(),
                                        listener.address().getPort());
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    /** Sends these characters as bytes and reads until the other side closes. */
    String raw(String request) throws IOException {
        try (SSLSocket socket = socket()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() {
        listener.close();
        threads.shutdownNow();
    }

    static SSLContext clientTls(@Nullable Credential credential) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("cluster", PKI.cluster().certificate());
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(credential), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyManager @Nullable [] keys(@Nullable Credential credential) {
        return credential == null ? null : new KeyManager[] {new AlwaysThis(credential)};
    }

    /** Shows its certificate whatever authorities the server names. */
    private static final class AlwaysThis extends X509ExtendedKeyManager {
        private final Credential credential;

        AlwaysThis(Credential credential) {
            this.credential = credential;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return "client";
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {"client"};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return "client";
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return credential.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return credential.key();
        }
    }
}
