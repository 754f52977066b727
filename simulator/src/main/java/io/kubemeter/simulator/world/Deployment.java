package io.kubemeter.simulator.world;

import java.util.List;
import java.util.Map;

/** The owner of pods: they share its name, its ReplicaSet's hash, its labels and containers. */
public record Deployment(
        String namespace,
        String name,
        String uid,
        String replicaSetName,
        String replicaSetUid,
        Map<String, String> labels,
        List<ContainerTemplate> containers) {
    /** The label whose value is the hash at the end of the ReplicaSet's name. */
    public static final String HASH_LABEL = "pod-template-hash";

    public Deployment {
        containers = List.copyOf(containers);
    }

    /** A selector that matches this deployment's pods and no others. */
    public String selector() {
        return HASH_LABEL + "=" + labels.get(HASH_LABEL);
    }
}
