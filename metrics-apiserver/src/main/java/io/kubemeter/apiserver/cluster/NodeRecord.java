package io.kubemeter.apiserver.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What we keep of a Node object.
 *
 * @param name its name
 * @param uid its uid, which tells a replaced node of the same name
 * @param labels its labels
 * @param addresses its addresses, in the order in which it reports them
 * @param kubeletPort {@code status.daemonEndpoints.kubeletEndpoint.Port}, 0 where it is absent
 * @param ready whether its Ready condition is True
 * @param resourceMetricsPath the annotation {@code metrics.k8s.io/resource-metrics-path}
 */
public record NodeRecord(
        String name,
        String uid,
        Labels labels,
        List<NodeAddress> addresses,
        int kubeletPort,
        boolean ready,
        @Nullable String resourceMetricsPath) {
    public NodeRecord {
        addresses = List.copyOf(addresses);
    }
}
