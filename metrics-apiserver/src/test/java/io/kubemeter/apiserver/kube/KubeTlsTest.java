package io.kubemeter.apiserver.kube;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our token goes to a kube-apiserver that proves its name, and to nobody else. */
class KubeTlsTest {
    private static final ClusterPki PKI = ClusterPki.create(InstantSource.system());
    private static final List<String> LOOPBACK = List.of("127.0.0.1");
    private static final int HANDSHAKES = 10;

    @TempDir Path directory;
    private final MockWebServer server = new MockWebServer();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void provenServerGetsTheToken() throws Exception {
        start(PKI.apiserver(List.of(), LOOPBACK));
        try (KubeApi api = api(server.getPort())) {
            assertThat(api.getJson("/x")).asString().isEqualTo("{}");
        }
        assertThat(server.takeRequest().getHeader("Authorization")).isEqualTo("Bearer secret");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,16384", "TLSv1.3,1", "TLSv1.2,16384", "TLSv1.2,1"})
    void handshakesEndHoweverTheirBytesCome(String protocol, int pieceBytes) throws Exception {
        HttpsServer closing = closingServer(protocol);
        try (Relay relay = new Relay(closing.getAddress(), pieceBytes);
                KubeApi api = api(relay.port())) {
            for (int i = 0; i < HANDSHAKES; i++) {
                assertThat(api.getJson("/x")).asString().isEqualTo(protocol);
            }
        } finally {
            closing.stop(0);
        }
    }

    /** Answers with the protocol that was agreed upon, and closes after each answer. */
    private static HttpsServer closingServer(String protocol) throws Exception {
        SSLContext context = context(PKI.apiserver(List.of(), LOOPBACK));
        HttpsServer closing =
                HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 9);
        closing.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters only = context.getDefaultSSLParameters();
                        only.setProtocols(new String[] {protocol});
                        parameters.setSSLParameters(only);
                    }
                });
        closing.createContext(
                "/",
                exchange -> {
                    String agreed = ((HttpsExchange) exchange).getSSLSession().getProtocol();
                    exchange.getResponseHeaders().set("Connection", "close");
                    exchange.sendResponseHeaders(200, agreed.length());
                    exchange.getResponseBody().write(agreed.getBytes(US_ASCII));
                    exchange.close();
                });
        closing.start();
        return closing;
    }

    @Test
    void serverOfAnotherNameGetsNothing() throws Exception {
        refused(
                PKI.apiserver(List.of("elsewhere"), List.of("127.0.0.2")),
                "No subject alternative names");
    }

    @Test
    void serverOfAnUnknownAuthorityGetsNothing() throws Exception {
        refused(
                ClusterPki.create(InstantSource.system()).apiserver(List.of(), LOOPBACK),
                "trust anchors");
    }

    @Test
    void clientCertificateOfTheRightNameGetsNothing() throws Exception {
        refused(PKI.client("127.0.0.1", List.of()), "Extended key usage");
    }

    private void refused(Credential shown, String why) throws Exception {
        start(shown);
        try (KubeApi api = api(server.getPort())) {
            ApiException failure =
                    catchThrowableOfType(ApiException.class, () -> api.getJson("/x"));
            assertThat(failure.problem().reason()).isEqualTo(Reason.API_UNREACHABLE);
            assertThat(failure.problem()).asString().contains(why);
        }
        assertThat(server.getRequestCount()).isZero();
    }

    private void start(Credential shown) throws Exception {
        server.useHttps(context(shown).getSocketFactory(), false);
        server.enqueue(new MockResponse().setBody("{}"));
        server.start();
    }

    private static SSLContext context(Credential shown) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = new char[0];
        store.setKeyEntry(
                "server", shown.key(), password, shown.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private KubeApi api(int port) throws IOException, KubeConfigException {
        Authority authority = PKI.cluster();
        Path root = Files.writeString(directory.resolve("ca.crt"), authority.pem());
        Path file = directory.resolve("kubeconfig");
        Files.writeString(
                file,
                """
                apiVersion: v1
                kind: Config
                clusters:
                - name: one
                  cluster: {server: 'https://127.0.0.1:%d', certificate-authority: '%s'}
                contexts:
                - name: one
                  context: {cluster: one, user: me}
                current-context: one
                users:
                - name: me
                  user: {token: secret}
                """
                        .formatted(port, root));
        return KubeApi.open(new KubeLocation.Kubeconfig(file));
    }
}
