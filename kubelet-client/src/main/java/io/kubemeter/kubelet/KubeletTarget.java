package io.kubemeter.kubelet;

import io.kubemeter.kubelet.pool.Peer;
import io.kubemeter.model.NodeName;
import java.util.List;

/**
 * A kubelet to scrape. Two equal targets need no new connection; a target with another uid starts
 * from nothing.
 *
 * @param node the Node's name
 * @param uid the Node's uid
 * @param addresses IP literals or DNS names in dialling order, by preferred type; may be empty
 * @param reportedAddresses every address in the Node's status, of any type: a certificate may name
 *     one of them instead of the Node
 * @param port the kubelet's port
 * @param path the path of the scrape, starting with a slash
 */
public record KubeletTarget(
        NodeName node,
        String uid,
        List<String> addresses,
        List<String> reportedAddresses,
        int port,
        String path) {
    /** Where every kubelet since 1.18 serves its resource metrics. */
    public static final String RESOURCE_PATH = "/metrics/resource";

    public KubeletTarget {
        addresses = List.copyOf(addresses);
        reportedAddresses = List.copyOf(reportedAddresses);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        if (!path.startsWith("/") || !path.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("path: (expected: a slash, then printable ASCII)");
        }
    }

    /** A target at its standard path whose certificate may name any of its addresses. */
    public static KubeletTarget of(NodeName node, String uid, List<String> addresses, int port) {
        return new KubeletTarget(node, uid, addresses, addresses, port, RESOURCE_PATH);
    }

    Peer peer() {
        return new Peer(node.value(), uid, addresses, reportedAddresses, port);
    }
}
