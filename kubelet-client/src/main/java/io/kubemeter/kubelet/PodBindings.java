package io.kubemeter.kubelet;

import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the API server says about pods and nodes. Asked on event loops: never blocks. */
public interface PodBindings {
    /** Every node is believed; for set-ups without a cluster view. */
    PodBindings ALL = (pod, node) -> true;

    /** What {@link #changes} says where nobody counts. */
    long ALWAYS_ASK = -1;

    /** What {@link #podsOn} says before the pods are known. */
    int UNCOUNTED = -1;

    /** Whether the API server says that this pod is bound to this node. */
    boolean isBoundTo(PodKey pod, NodeName node);

    /**
     * A number that is another one after anything has changed about the pods of this node: until
     * then {@link #isBoundTo} would answer as before, so it need not be asked.
     */
    default long changes(NodeName node) {
        return ALWAYS_ASK;
    }

    /** When a pod that is bound began, by its kubelet's clock; 0 where that is not known. */
    default long startedMillis(PodKey pod) {
        return 0;
    }

    /**
     * How many pods the API server says are bound to this node; {@link #UNCOUNTED} where nobody
     * knows.
     */
    default int podsOn(NodeName node) {
        return UNCOUNTED;
    }

    /**
     * Whether the API server says that this pod is bound to another node. Neither here nor
     * elsewhere means that it does not know the pod (yet).
     */
    default boolean isBoundElsewhere(PodKey pod, NodeName node) {
        return false;
    }

    /**
     * Looks for the newest request for a serving certificate of this node's kubelet. Completes soon
     * and never exceptionally; null means that there is none, or none that we may see.
     */
    default CompletionStage<@Nullable ServingRequest> servingRequest(NodeName node) {
        return CompletableFuture.completedStage(null);
    }
}
