package io.kubemeter.apiserver.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KubeLocationTest {
    @Test
    void onlyTheServicesAddressIsKubeApiserversAlone() {
        assertThat(inCluster("10.96.0.1")).containsExactly(InetAddress.ofLiteral("10.96.0.1"));
        assertThat(inCluster("fd00::1")).containsExactly(InetAddress.ofLiteral("fd00::1"));
        assertThat(inCluster("kubernetes.default.svc")).isEmpty();
        assertThat(new KubeLocation.Kubeconfig(Path.of("config")).ownAddresses()).isEmpty();
    }

    private static Iterable<InetAddress> inCluster(String host) {
        return new KubeLocation.InCluster(host, "443", Path.of("folder")).ownAddresses();
    }
}
