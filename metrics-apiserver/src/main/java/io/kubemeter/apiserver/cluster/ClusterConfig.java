package io.kubemeter.apiserver.cluster;

/**
 * What the view is to show.
 *
 * @param nodeSelector the label selector of the nodes, in kube-apiserver's grammar; empty for all
 */
public record ClusterConfig(String nodeSelector) {
    public ClusterConfig {
        nodeSelector = nodeSelector.strip();
    }
}
