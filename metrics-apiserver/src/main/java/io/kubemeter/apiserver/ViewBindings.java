package io.kubemeter.apiserver;

import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.kubelet.PodBindings;
import io.kubemeter.kubelet.ServingRequest;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the view of the cluster whose pods a node may speak for.
 *
 * @param view nodes and running pods
 * @param requests what became of kubelets' requests for certificates
 */
record ViewBindings(
        ClusterView view, Function<NodeName, CompletionStage<@Nullable ServingRequest>> requests)
        implements PodBindings {
    @Override
    public boolean isBoundTo(PodKey pod, NodeName node) {
        return view.isBound(pod, node.value());
    }

    @Override
    public long changes(NodeName node) {
        return view.podChanges(node.value());
    }

    @Override
    public long startedMillis(PodKey pod) {
        PodRecord record = view.pod(pod);
        return record == null ? 0 : record.startMillis();
    }

    @Override
    public int podsOn(NodeName node) {
        return view.synced() ? view.podsOn(node.value()) : UNCOUNTED;
    }

    @Override
    public boolean isBoundElsewhere(PodKey pod, NodeName node) {
        PodRecord record = view.pod(pod);
        return record != null && !record.nodeName().equals(node.value());
    }

    @Override
    public CompletionStage<@Nullable ServingRequest> servingRequest(NodeName node) {
        return requests.apply(node);
    }
}
