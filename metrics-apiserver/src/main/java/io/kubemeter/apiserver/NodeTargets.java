package io.kubemeter.apiserver;

import io.kubemeter.apiserver.cluster.NodeAddress;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.kubelet.KubeletTarget;
import io.kubemeter.model.NodeName;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides where a Node's kubelet is dialled: its addresses by preferred type, its port, its path.
 *
 * @param preferredTypes types of addresses, the best first; others are not dialled
 * @param port the port of kubelets
 * @param useStatusPort whether a port that the Node itself reports is better
 */
record NodeTargets(List<String> preferredTypes, int port, boolean useStatusPort) {
    NodeTargets {
        preferredTypes = List.copyOf(preferredTypes);
    }

    KubeletTarget target(NodeRecord node) {
        return new KubeletTarget(
                new NodeName(node.name()),
                node.uid(),
                dialled(node.addresses()),
                node.addresses().stream().map(NodeAddress::value).distinct().toList(),
                useStatusPort && node.kubeletPort() > 0 ? node.kubeletPort() : port,
                path(node));
    }

    private List<String> dialled(List<NodeAddress> addresses) {
        List<String> dialled = new ArrayList<>();
        for (String type : preferredTypes) {
            for (NodeAddress address : addresses) {
                boolean wanted = address.type().equals(type) && !address.value().isEmpty();
                if (wanted && !dialled.contains(address.value())) {
                    dialled.add(address.value());
                }
            }
        }
        return dialled;
    }

    /** The annotation moves the path only to another place of the same endpoint. */
    private static String path(NodeRecord node) {
        String path = node.resourceMetricsPath();
        if (path == null
                || !path.startsWith("/")
                || !path.endsWith(KubeletTarget.RESOURCE_PATH)
                || !path.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return KubeletTarget.RESOURCE_PATH;
        }
        return path;
    }
}
