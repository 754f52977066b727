package io.kubemeter.apiserver.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kubemeter.model.Reason;
import io.kubemeter.simulator.pki.Authority;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our token goes to a kube-apiserver that proves its name, and to nobody else. */
class KubeTlsTest {
    private static final ClusterPki PKI = ClusterPki.create(InstantSource.system());
    private static final List<String> LOOPBACK = List.of("127.0.0.1");

    @TempDir Path directory;
    private final MockWebServer server = new MockWebServer();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void provenServerGetsTheToken() throws Exception {
        start(PKI.apiserver(List.of(), LOOPBACK));
        try (KubeApi api = api()) {
            assertThat(api.getJson("/x")).asString().isEqualTo("{}");
        }
        assertThat(server.takeRequest().getHeader("Authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void serverOfAnotherNameGetsNothing() throws Exception {
        refused(PKI.apiserver(List.of("elsewhere"), List.of("127.0.0.2")));
    }

    @Test
    void serverOfAnUnknownAuthorityGetsNothing() throws Exception {
        refused(ClusterPki.create(InstantSource.system()).apiserver(List.of(), LOOPBACK));
    }

    @Test
    void clientCertificateOfTheRightNameGetsNothing() throws Exception {
        refused(PKI.client("127.0.0.1", List.of()));
    }

    private void refused(Credential shown) throws Exception {
        start(shown);
        try (KubeApi api = api()) {
            ApiException failure =
                    catchThrowableOfType(ApiException.class, () -> api.getJson("/x"));
            assertThat(failure.problem().reason()).isEqualTo(Reason.API_UNREACHABLE);
        }
        assertThat(server.getRequestCount()).isZero();
    }

    private void start(Credential shown) throws Exception {
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
        server.useHttps(context.getSocketFactory(), false);
        server.enqueue(new MockResponse().setBody("{}"));
        server.start();
    }

    private KubeApi api() throws IOException, KubeConfigException {
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
                        .formatted(server.getPort(), root));
        return KubeApi.open(new KubeLocation.Kubeconfig(file));
    }
}
