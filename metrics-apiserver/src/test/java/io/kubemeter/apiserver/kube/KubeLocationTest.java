package io.kubemeter.apiserver.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeLocationTest {
    @TempDir Path folder;

    @Test
    void servicesAddressIsKubeApiserversAlone() throws Exception {
        assertThat(inCluster("10.96.0.1")).containsExactly(place("10.96.0.1", 0));
        assertThat(inCluster("fd00::1")).containsExactly(place("fd00::1", 0));
        assertThat(inCluster("kubernetes.default.svc")).isEmpty();
    }

    @Test
    void addressOfAKubeconfigIsKubeApiserversAtItsPort() throws Exception {
        assertThat(kubeconfig("https://10.0.0.2:6443")).containsExactly(place("10.0.0.2", 6443));
        assertThat(kubeconfig("https://10.0.0.2")).containsExactly(place("10.0.0.2", 443));
        assertThat(kubeconfig("https://[fd00::2]:6443/")).containsExactly(place("fd00::2", 6443));
        assertThat(kubeconfig("https://api.example:6443")).isEmpty();
    }

    private static Iterable<InetSocketAddress> inCluster(String host) throws KubeConfigException {
        return new KubeLocation.InCluster(host, "443", Path.of("folder")).ownAddresses();
    }

    private Iterable<InetSocketAddress> kubeconfig(String server)
            throws IOException, KubeConfigException {
        String text =
                """
                apiVersion: v1
                kind: Config
                current-context: here
                contexts: [{name: here, context: {cluster: this, user: me}}]
                clusters:
                - {name: other, cluster: {server: "https://192.0.2.1:1"}}
                - {name: this, cluster: {server: "SERVER"}}
                users: [{name: me, user: {exec: {command: /nowhere/at/all}}}]
                """;
        Path file = Files.writeString(folder.resolve("config"), text.replace("SERVER", server));
        return new KubeLocation.Kubeconfig(file).ownAddresses();
    }

    private static InetSocketAddress place(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }
}
