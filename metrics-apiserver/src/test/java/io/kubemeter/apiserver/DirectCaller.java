package io.kubemeter.apiserver;

import io.kubemeter.simulator.pki.Credential;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Somebody who reaches our port without the aggregator, with what he has in his hands. */
record DirectCaller(int port, X509Certificate authority, HttpClient client, List<String> headers) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    DirectCaller {
        headers = List.copyOf(headers);
    }

    static DirectCaller of(int port, X509Certificate authority) {
        return new DirectCaller(port, authority, client(authority, null), List.of());
    }

    /** The same with a client certificate, shown whatever authorities the server names. */
    DirectCaller showing(Credential credential) {
        return new DirectCaller(port, authority, client(authority, credential), headers);
    }

    DirectCaller bearing(String token) {
        return saying("Authorization", "Bearer " + token);
    }

    /** The same with these headers more, names and values in turn. */
    DirectCaller saying(String... namesAndValues) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(List.of(namesAndValues));
        return new DirectCaller(port, authority, client, all);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path), BodyHandlers.ofString());
    }

    /** The same with any method; without a body. */
    HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(request(path), (_, _) -> true)
                        .method(method, HttpRequest.BodyPublishers.noBody());
        return client.send(request.build(), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> getLater(String path) {
        return client.sendAsync(request(path), BodyHandlers.ofString());
    }

    private HttpRequest request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                        .timeout(PATIENCE);
        return headers.isEmpty()
                ? request.build()
                : request.headers(headers.toArray(String[]::new)).build();
    }

    private static HttpClient client(X509Certificate authority, @Nullable Credential own) {
        return HttpClient.newBuilder()
                .sslContext(tls(authority, own))
                .connectTimeout(PATIENCE)
                .build();
    }

    /** TLS that trusts this authority and shows this certificate, if any. */
    static SSLContext tls(X509Certificate authority, @Nullable Credential own) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("cluster", authority);
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            KeyManager[] keys = own == null ? null : new KeyManager[] {new AlwaysThis(own)};
            tls.init(keys, trust.getTrustManagers(), null);
            return tls;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError("no TLS", e);
        }
    }

    /** Shows its certificate whatever authorities the server names. */
    private static final class AlwaysThis extends X509ExtendedKeyManager {
        private static final String ALIAS = "this";
        private final Credential credential;

        AlwaysThis(Credential credential) {
            this.credential = credential;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
            return new String[0];
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
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
