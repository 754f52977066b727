package io.kubemeter.apiserver.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of the cluster, by name, and who hears of their changes.
 *
 * <p><b>Owner:</b> the nodes' watching thread writes; any thread reads, without locks. Listeners
 * are told under the table's monitor, so one that comes late hears each node exactly once.
 */
final class NodeTable {
    private final ConcurrentSkipListMap<String, NodeRecord> byName = new ConcurrentSkipListMap<>();
    private final List<NodeListener> listeners = new ArrayList<>();

    synchronized void listen(NodeListener listener) {
        listeners.add(listener);
        byName.values().forEach(listener::added);
    }

    synchronized void put(NodeRecord node) {
        NodeRecord before = byName.put(node.name(), node);
        if (before == null) {
            listeners.forEach(listener -> listener.added(node));
        } else if (!before.equals(node)) {
            listeners.forEach(listener -> listener.changed(before, node));
        }
    }

    synchronized void remove(String name) {
        NodeRecord gone = byName.remove(name);
        if (gone != null) {
            listeners.forEach(listener -> listener.removed(gone));
        }
    }

    /** Removes what a whole list did not name. */
    void retain(Set<String> named) {
        for (String name : byName.keySet()) {
            if (!named.contains(name)) {
                remove(name);
            }
        }
    }

    @Nullable NodeRecord node(String name) {
        return byName.get(name);
    }

    Collection<NodeRecord> nodes() {
        return Collections.unmodifiableCollection(byName.values());
    }
}
