package io.kubemeter.apiserver.kube;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where kube-apiserver is found, and with which credential. */
public sealed interface KubeLocation {
    /** Where a pod finds its ServiceAccount, unless this variable moves it. */
    String SERVICE_ACCOUNT_DIRECTORY_VARIABLE = "KUBEMETER_SERVICEACCOUNT_DIR";

    /** The folder that Kubernetes mounts into each pod. */
    Path MOUNTED_SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /** Where a URL without a port leads. */
    int HTTPS_PORT = 443;

    /**
     * The ServiceAccount of our own pod.
     *
     * @param host kube-apiserver's host, as the pod's environment says
     * @param port kube-apiserver's port, as the pod's environment says
     * @param directory holds {@code token}, {@code ca.crt} and {@code namespace}
     */
    record InCluster(String host, String port, Path directory) implements KubeLocation {}

    /**
     * A kubeconfig file, by its current context.
     *
     * @param file the file
     */
    record Kubeconfig(Path file) implements KubeLocation {}

    /** The kubeconfig where one is given, else the pod's own ServiceAccount. */
    static KubeLocation of(@Nullable Path kubeconfig, Map<String, String> environment)
            throws KubeConfigException {
        if (kubeconfig != null) {
            return new Kubeconfig(kubeconfig);
        }
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
        if (host.isEmpty() || port.isEmpty()) {
            throw new KubeConfigException(
                    "no way to kube-apiserver: outside a pod (KUBERNETES_SERVICE_HOST and"
                            + " KUBERNETES_SERVICE_PORT are not set) give --kubeconfig");
        }
        return new InCluster(host, port, serviceAccountDirectory(environment));
    }

    /**
     * Where kube-apiserver listens and so no kubelet does: at its Service's address, whatever the
     * port (0 stands for all of them), or at the port that a kubeconfig names, whose address may be
     * a node's too. A name is not looked up for this.
     */
    default Set<InetSocketAddress> ownAddresses() throws KubeConfigException {
        return switch (this) {
            case InCluster(String host, _, _) -> literal(host, 0);
            case Kubeconfig(Path file) -> {
                URI server = KubeAccess.server(file);
                int port = server.getPort() < 0 ? HTTPS_PORT : server.getPort();
                yield server.getHost() == null ? Set.of() : literal(server.getHost(), port);
            }
        };
    }

    private static Set<InetSocketAddress> literal(String host, int port) {
        try {
            String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            return Set.of(new InetSocketAddress(InetAddress.ofLiteral(bare), port));
        } catch (IllegalArgumentException _) {
            return Set.of();
        }
    }

    /** The folder of the pod's ServiceAccount. */
    static Path serviceAccountDirectory(Map<String, String> environment) {
        String moved = environment.getOrDefault(SERVICE_ACCOUNT_DIRECTORY_VARIABLE, "");
        return moved.isEmpty() ? MOUNTED_SERVICE_ACCOUNT : Path.of(moved);
    }
}
