package io.kubemeter.apiserver.protobuf;

import java.util.List;

/**
 * What is read of a Node.
 *
 * @param meta of its metadata
 * @param addresses {@code status.addresses}: type, value, type, value …
 * @param kubeletPort {@code status.daemonEndpoints.kubeletEndpoint.Port}, 0 where absent
 * @param ready whether its condition Ready is True
 */
public record NodeItem(ItemMeta meta, List<String> addresses, int kubeletPort, boolean ready) {
    public NodeItem {
        addresses = List.copyOf(addresses);
    }
}
