package io.kubemeter.apiserver.cluster;

import io.kubemeter.model.PodKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The running pods of the cluster: by key for scrapes, by namespace and name for lists.
 *
 * <p><b>Owner:</b> the pods' watching thread writes; any thread reads, without locks. A reader may
 * see a change in one of the two indexes a moment before the other.
 */
final class PodTable {
    /** So many counters for all nodes: two that share one are only asked a little more often. */
    private static final int STRIPES = 4_096;

    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);
    private final ConcurrentHashMap<PodKey, PodRecord> byKey = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<String, NamespacePods> namespaces =
            new ConcurrentSkipListMap<>();
    private final ConcurrentHashMap<String, Integer> podsByNode = new ConcurrentHashMap<>();
    private final Interner<Labels> labels = new Interner<>();
    private final Interner<String> nodeNames = new Interner<>();

    /**
     * Adds or replaces; work is in proportion to this pod, never to the table.
     *
     * @return the record that is kept, equal to {@code pod}
     */
    PodRecord put(PodRecord pod) {
        PodRecord before = byKey.get(pod.key());
        if (before != null && before.sameAs(pod)) {
            return before;
        }
        NamespacePods pods = namespaces.computeIfAbsent(pod.namespace(), NamespacePods::new);
        PodRecord kept = lean(pod, before, pods);
        byKey.put(kept.key(), kept);
        pods.put(kept, before);
        podsByNode.merge(kept.nodeName(), 1, Integer::sum);
        changed(kept);
        if (before != null) {
            changed(before);
            release(before);
        }
        return kept;
    }

    void remove(PodKey key) {
        PodRecord gone = byKey.remove(key);
        if (gone == null) {
            return;
        }
        NamespacePods pods = namespaces.get(key.namespace());
        if (pods != null) {
            pods.remove(gone);
            if (pods.isEmpty()) {
                namespaces.remove(key.namespace());
            }
        }
        changed(gone);
        release(gone);
    }

    /** Removes what a whole list did not name: the sweep after a relist's marks. */
    void retain(Set<PodKey> named) {
        for (PodKey key : byKey.keySet()) {
            if (!named.contains(key)) {
                remove(key);
            }
        }
    }

    /** Counts changes of a node's pods, maybe of some other nodes' too; never misses one. */
    long changes(String nodeName) {
        return changes.get(stripe(nodeName));
    }

    /** After the change itself, so that whoever sees the old number asks again next time. */
    private void changed(PodRecord pod) {
        changes.incrementAndGet(stripe(pod.nodeName()));
    }

    private static int stripe(String nodeName) {
        int hash = nodeName.hashCode();
        return (hash ^ hash >>> 16) & STRIPES - 1;
    }

    @Nullable PodRecord pod(PodKey key) {
        return byKey.get(key);
    }

    /** How many pods are bound to a node. */
    int podsOn(String nodeName) {
        return podsByNode.getOrDefault(nodeName, 0);
    }

    int size() {
        return byKey.size();
    }

    /** How many different sets of labels the pods have. */
    int sharedLabels() {
        return labels.size();
    }

    Collection<PodRecord> pods(String namespace) {
        NamespacePods pods = namespaces.get(namespace);
        return pods == null ? List.of() : pods.pods();
    }

    Collection<PodRecord> pods(String namespace, LabelQuery query) {
        NamespacePods pods = namespaces.get(namespace);
        return pods == null ? List.of() : pods.pods(query);
    }

    Collection<PodRecord> pods(LabelQuery query) {
        List<PodRecord> found = new ArrayList<>();
        namespaces.values().forEach(pods -> found.addAll(pods.pods(query)));
        return found;
    }

    /** All pods, sorted by namespace and name; weakly consistent. */
    Collection<PodRecord> pods() {
        return new AllPods(namespaces.values(), byKey::size);
    }

    /** The same record on shared strings: one namespace, node name and set of labels for all. */
    private PodRecord lean(PodRecord pod, @Nullable PodRecord before, NamespacePods pods) {
        PodKey key = before != null ? before.key() : new PodKey(pods.namespace(), pod.key().name());
        return PodRecord.of(
                key,
                pod.uid(),
                nodeNames.acquire(pod.nodeName()),
                labels.acquire(pod.labels()),
                pod.startMillis());
    }

    private void release(PodRecord gone) {
        podsByNode.computeIfPresent(
                gone.nodeName(), (node, count) -> count == 1 ? null : count - 1);
        nodeNames.release(gone.nodeName());
        labels.release(gone.labels());
    }
}
