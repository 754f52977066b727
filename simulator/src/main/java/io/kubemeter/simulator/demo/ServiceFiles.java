package io.kubemeter.simulator.demo;

import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.pki.Credential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a metrics server finds in the private folder.
 *
 * @param extraUsage what it is to serve beside CPU and memory
 */
record ServiceFiles(
        Path serviceAccount,
        Path certificate,
        Path key,
        Path certDir,
        Path log,
        List<String> extraUsage) {
    /** Writes the ServiceAccount's folder and a certificate that the aggregator believes. */
    static ServiceFiles write(
            SimulatedCluster cluster, PrivateFolder folder, List<String> extraUsage)
            throws IOException {
        Path account = folder.path().resolve("serviceaccount");
        cluster.writeServiceAccount(account);
        Credential serving = cluster.servingCredential();
        return new ServiceFiles(
                account,
                folder.write("tls.crt", serving.certificatePem()),
                folder.write("tls.key", serving.keyPem()),
                folder.path().resolve("certs"),
                folder.path().resolve("service.log"),
                extraUsage);
    }

    /** The argument list of metrics-server's own manifest, with a certificate of the cluster. */
    List<String> arguments(int port) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--secure-port=" + port,
                                "--bind-address=127.0.0.1",
                                "--cert-dir=" + certDir,
                                "--tls-cert-file=" + certificate,
                                "--tls-private-key-file=" + key,
                                "--kubelet-preferred-address-types=InternalIP",
                                "--kubelet-use-node-status-port",
                                "--kubelet-allow-local-addresses",
                                "--metric-resolution=15s"));
        if (!extraUsage.isEmpty()) {
            arguments.add("--extra-usage=" + String.join(",", extraUsage));
        }
        return arguments;
    }
}
