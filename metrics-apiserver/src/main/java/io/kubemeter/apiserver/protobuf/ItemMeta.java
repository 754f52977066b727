package io.kubemeter.apiserver.protobuf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is read of an object's {@code metadata}; absent texts are empty.
 *
 * @param name its name
 * @param namespace its namespace
 * @param uid its uid
 * @param resourceVersion the version of the cluster's state that it belongs to
 * @param labels its labels: key, value, key, value …, in the order of the bytes
 * @param resourceMetricsPath the annotation of that name, where a Node has it
 */
public record ItemMeta(
        String name,
        String namespace,
        String uid,
        String resourceVersion,
        List<String> labels,
        @Nullable String resourceMetricsPath) {
    /** The one annotation that is read. */
    public static final String RESOURCE_METRICS_PATH = "metrics.k8s.io/resource-metrics-path";

    public ItemMeta {
        labels = List.copyOf(labels);
    }
}
