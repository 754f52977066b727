package io.kubemeter.simulator.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.world.WorldShape;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stock kubectl, where there is one, against the fake kube-apiserver. */
@Timeout(180)
final class KubectlTest {
    private static final String KUBECTL = "kubectl";

    @BeforeAll
    static void needsKubectl() {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, KUBECTL))) {
                return;
            }
        }
        if ("required".equals(System.getenv("KUBEMETER_PEERS"))) {
            throw new AssertionError("kubectl: not on PATH, and KUBEMETER_PEERS=required");
        }
        abort("SKIPPED: kubectl is not on PATH");
    }

    @Test
    void showsNodesPodsAndWhatElseThereIs(@TempDir Path folder) throws Exception {
        try (SimulatedCluster cluster =
                SimulatedCluster.open(
                        ClusterOptions.of(WorldShape.of(3, 4, 2, 5), InstantSource.system()))) {
            Path kubeconfig =
                    Files.writeString(folder.resolve("kubeconfig"), cluster.adminKubeconfig());
            assertThat(kubectl(kubeconfig, "get", "nodes", "--no-headers"))
                    .hasSize(3)
                    .allMatch(line -> line.contains("Ready"));
            assertThat(kubectl(kubeconfig, "get", "pods", "-A", "--no-headers"))
                    .hasSize(12)
                    .allMatch(line -> line.contains("2/2") && line.contains("Running"));
            assertThat(kubectl(kubeconfig, "get", "pods", "-A", "-o", "name")).hasSize(12);
            assertThat(kubectl(kubeconfig, "get", "apiservices"))
                    .anyMatch(line ->
                            line.startsWith("v1beta1.metrics.k8s.io")
                                    && line.contains("kube-system/metrics-server")
                                    && line.contains("Unknown"));
            assertThat(kubectl(kubeconfig, "auth", "can-i", "list", "pods")).containsExactly("yes");
        }
    }

    @Test
    void approvesTheRequestOfAKubelet(@TempDir Path folder) throws Exception {
        try (SimulatedCluster cluster =
                SimulatedCluster.open(
                        ClusterOptions.of(WorldShape.of(1, 1, 1, 5), InstantSource.system()))) {
            Path kubeconfig =
                    Files.writeString(folder.resolve("kubeconfig"), cluster.adminKubeconfig());
            List<String> signed = new CopyOnWriteArrayList<>();
            CertificateRequests requests = cluster.objects().certificateRequests();
            requests.ask("csr-node-01", "node-01", () -> signed.add("node-01"));
            assertThat(kubectl(kubeconfig, "get", "csr", "--no-headers"))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line).contains("system:node:node-01").contains("Pending"));
            kubectl(kubeconfig, "certificate", "approve", "csr-node-01");
            assertThat(signed).containsExactly("node-01");
            assertThat(kubectl(kubeconfig, "get", "csr", "--no-headers"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("Approved,Issued"));
        }
    }

    private static List<String> kubectl(Path kubeconfig, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(KUBECTL, "--kubeconfig=" + kubeconfig));
        command.add("--cache-dir=" + kubeconfig.resolveSibling("cache"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("kubectl ended").isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
        return output.lines().toList();
    }
}
