package io.kubemeter.kubelet.pool;

import java.util.List;

/**
 * A kubelet as the pool sees it: who it must be and where it may be.
 *
 * @param node the Node's name
 * @param uid the Node's uid; another uid is another machine, even under the same name
 * @param addresses IP literals or DNS names in dialling order
 * @param names every address that the Node reports: what its certificate may say instead of its
 *     name
 * @param port the kubelet's port
 */
public record Peer(String node, String uid, List<String> addresses, List<String> names, int port) {
    public Peer {
        addresses = List.copyOf(addresses);
        names = List.copyOf(names);
    }
}
