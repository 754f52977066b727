package io.kubemeter.bench.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** The argument list that metrics-server is deployed with, for a simulated cluster. */
final class ServerArguments {
    /** Simulated kubelets listen on loopback, which Kubemeter dials only when told to. */
    static final String ONLY_OURS = "--kubelet-allow-local-addresses";

    private ServerArguments() {}

    static List<String> of(Cluster cluster, int port, Path certificates, int resolutionSeconds) {
        return List.of(
                "--kubeconfig=" + cluster.kubeconfig(),
                "--authentication-kubeconfig=" + cluster.kubeconfig(),
                "--authorization-kubeconfig=" + cluster.kubeconfig(),
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + certificates,
                "--kubelet-preferred-address-types=InternalIP",
                "--kubelet-use-node-status-port",
                "--kubelet-certificate-authority=" + cluster.kubeletAuthority(),
                "--metric-resolution=" + resolutionSeconds + "s");
    }

    /** A port that was free a moment ago: metrics-server cannot choose one itself. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
