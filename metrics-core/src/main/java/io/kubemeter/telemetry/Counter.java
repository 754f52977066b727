package io.kubemeter.telemetry;

import java.util.Map;

/**
 * Every plain counter that Kubemeter keeps about itself, with its name in the exposition.
 *
 * <p>Upstream's six families keep their names; whatever is ours starts with {@code kubemeter_}.
 * Failures by reason and the histograms are not here: see {@link ScrapeTelemetry} and {@link
 * Telemetry}.
 */
public enum Counter {
    SCRAPES_SUCCEEDED(
            Families.KUBELET_REQUESTS, "Number of requests sent to Kubelet API", "success", "true"),
    SCRAPES_FAILED(
            Families.KUBELET_REQUESTS,
            "Number of requests sent to Kubelet API",
            "success",
            "false"),
    SCRAPED_BYTES("kubemeter_scraped_bytes", "Bytes of kubelet bodies that were read"),
    SAMPLES_TAKEN(
            "kubemeter_samples", "Samples of containers and nodes that were given to the store"),
    IMPOSSIBLE_PODS(
            Families.REFUSED_PODS,
            "Pods of kubelet answers that were refused",
            "reason",
            "impossible_value"),
    FOREIGN_PODS(
            Families.REFUSED_PODS,
            "Pods of kubelet answers that were refused",
            "reason",
            "foreign_pod"),
    UNKNOWN_PODS(
            Families.REFUSED_PODS,
            "Pods of kubelet answers that were refused",
            "reason",
            "pod_unknown"),
    QUARANTINE_OVERFLOWS(
            "kubemeter_quarantine_overflows",
            "Unknown pods that found no room in their node's quarantine"),
    CONNECTIONS_OPENED("kubemeter_kubelet_connections", "Connections opened to kubelets");

    /** Names that more than one counter shares, told apart by a label. */
    private static final class Families {
        static final String KUBELET_REQUESTS = "metrics_server_kubelet_request";
        static final String REFUSED_PODS = "kubemeter_refused_pods";
    }

    private final String family;
    private final String description;
    private final String label;
    private final String value;

    Counter(String family, String description) {
        this(family, description, "", "");
    }

    Counter(String family, String description, String label, String value) {
        this.family = family;
        this.description = description;
        this.label = label;
        this.value = value;
    }

    /** The family's name without the suffix {@code _total}, which the exposition adds. */
    public String family() {
        return family;
    }

    /** What is counted. */
    public String description() {
        return description;
    }

    /** What tells this counter from others of its family; at most one label. */
    public Map<String, String> labels() {
        return label.isEmpty() ? Map.of() : Map.of(label, value);
    }
}
