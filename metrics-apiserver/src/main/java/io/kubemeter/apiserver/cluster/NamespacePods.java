package io.kubemeter.apiserver.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The running pods of one namespace, by name.
 *
 * <p><b>Owner:</b> the pods' watching thread writes; any thread reads, without locks.
 */
final class NamespacePods {
    private final String namespace;
    private final ConcurrentSkipListMap<String, PodRecord> byName = new ConcurrentSkipListMap<>();

    NamespacePods(String namespace) {
        this.namespace = namespace;
    }

    String namespace() {
        return namespace;
    }

    void put(PodRecord pod) {
        byName.put(pod.name(), pod);
    }

    void remove(PodRecord pod) {
        byName.remove(pod.name());
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Sorted by name; weakly consistent. */
    Collection<PodRecord> pods() {
        return Collections.unmodifiableCollection(byName.values());
    }
}
