package io.kubemeter.kubelet;

import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;

/** What the API server says about pods and nodes. Asked on event loops: never blocks. */
public interface PodBindings {
    /** Every node is believed; for set-ups without a cluster view. */
    PodBindings ALL = (pod, node) -> true;

    /** Whether the API server says that this pod is bound to this node. */
    boolean isBoundTo(PodKey pod, NodeName node);

    /**
     * Whether the API server says that this pod is bound to another node. Neither here nor
     * elsewhere means that it does not know the pod (yet).
     */
    default boolean isBoundElsewhere(PodKey pod, NodeName node) {
        return false;
    }
}
