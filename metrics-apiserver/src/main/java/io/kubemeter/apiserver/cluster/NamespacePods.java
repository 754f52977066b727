package io.kubemeter.apiserver.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The running pods of one namespace, by name and by labels.
 *
 * <p><b>Owner:</b> the pods' watching thread writes; any thread reads, without locks.
 */
final class NamespacePods {
    private final String namespace;
    private final ConcurrentSkipListMap<String, PodRecord> byName = new ConcurrentSkipListMap<>();
    private final LabelIndex labels = new LabelIndex();

    NamespacePods(String namespace) {
        this.namespace = namespace;
    }

    String namespace() {
        return namespace;
    }

    /** Adds a pod, or replaces what was known of it. */
    void put(PodRecord pod, @Nullable PodRecord before) {
        byName.put(pod.name(), pod);
        labels.put(pod);
        if (before != null && !before.labels().equals(pod.labels())) {
            labels.remove(before);
        }
    }

    void remove(PodRecord pod) {
        byName.remove(pod.name());
        labels.remove(pod);
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Sorted by name; weakly consistent. */
    Collection<PodRecord> pods() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** What a query selects, sorted by name. */
    Collection<PodRecord> pods(LabelQuery query) {
        List<LabelGroup> found = labels.find(query);
        if (found.size() <= 1) {
            return found.isEmpty() ? List.of() : found.getFirst().pods();
        }
        List<PodRecord> all = new ArrayList<>();
        found.forEach(group -> all.addAll(group.pods()));
        // A run of sorted parts, which is what this sort is fast at.
        all.sort(Comparator.comparing(PodRecord::name));
        return all;
    }
}
