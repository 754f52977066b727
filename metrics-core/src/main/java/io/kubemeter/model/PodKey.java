package io.kubemeter.model;

import java.util.Comparator;

/**
 * The namespace and name of a pod. Ordered as lists are served: by namespace, then by name.
 *
 * @param namespace the pod's namespace
 * @param name the pod's name
 */
public record PodKey(String namespace, String name) implements Comparable<PodKey> {
    private static final Comparator<PodKey> LIST_ORDER =
            Comparator.comparing(PodKey::namespace).thenComparing(PodKey::name);

    @Override
    public int compareTo(PodKey other) {
        return LIST_ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
