package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.kube.KubeLocation;
import io.kubemeter.kubelet.KubeletAccess;
import io.kubemeter.kubelet.KubeletTls;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kubelets are shown and believed, where a kubeconfig says it. */
class KubeletDoorTest {
    private static final ClusterPki OLD = ClusterPki.create(InstantSource.system());
    private static final ClusterPki NEW = ClusterPki.create(InstantSource.system());
    private static final Config.KubeletFiles NO_FLAGS =
            new Config.KubeletFiles(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir Path folder;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void authoritiesThatAKubeconfigNamesAreReadAgain() throws Exception {
        Path authority = Files.writeString(folder.resolve("ca.crt"), OLD.cluster().pem());
        KubeletAccess access = open("certificate-authority: " + authority, "token: secret");
        assertThat(access.tls().current().roots()).containsExactly(root(OLD));

        Files.writeString(authority, OLD.cluster().pem() + NEW.cluster().pem());
        assertThat(reread(access).roots()).containsExactly(root(OLD), root(NEW));
        Files.writeString(authority, "half of a fi");
        assertThat(reread(access).roots()).containsExactly(root(OLD), root(NEW));
        Files.writeString(authority, NEW.cluster().pem());
        assertThat(reread(access).roots()).containsExactly(root(NEW));
    }

    @Test
    void clientCertificateThatAKubeconfigNamesIsReadAgain() throws Exception {
        Credential first = OLD.client("scraper", List.of());
        Credential second = OLD.client("scraper", List.of());
        Path authority = Files.writeString(folder.resolve("ca.crt"), OLD.cluster().pem());
        Path certificate = Files.writeString(folder.resolve("client.crt"), first.certificatePem());
        Path key = Files.writeString(folder.resolve("client.key"), first.keyPem());
        KubeletAccess access =
                open(
                        "certificate-authority: " + authority,
                        "client-certificate: " + certificate + ", client-key: " + key);
        assertThat(access.tls().current().clientChain()).containsExactly(first.leaf());

        Files.writeString(certificate, second.certificatePem());
        assertThat(reread(access).clientChain())
                .as("with the old key")
                .containsExactly(first.leaf());
        Files.writeString(key, second.keyPem());
        assertThat(reread(access).clientChain()).containsExactly(second.leaf());
    }

    private KubeletAccess open(String cluster, String user) throws Exception {
        String text =
                """
                apiVersion: v1
                kind: Config
                current-context: here
                contexts: [{name: here, context: {cluster: this, user: me}}]
                clusters: [{name: this, cluster: {server: "https://192.0.2.1", CLUSTER}}]
                users: [{name: me, user: {USER}}]
                """;
        Path file =
                Files.writeString(
                        folder.resolve("config"),
                        text.replace("CLUSTER", cluster).replace("USER", user));
        return KubeletDoor.open(NO_FLAGS, new KubeLocation.Kubeconfig(file), executor);
    }

    private static KubeletTls reread(KubeletAccess access) throws Exception {
        return access.tls().reread().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static X509Certificate root(ClusterPki pki) {
        return pki.cluster().certificate();
    }
}
