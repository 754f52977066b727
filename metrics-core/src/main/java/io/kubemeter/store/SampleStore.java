package io.kubemeter.store;

import io.kubemeter.model.NodeName;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The samples of all nodes. Any thread may call it; what it holds of a node is owned by that node's
 * event loop.
 */
public final class SampleStore {
    private final StoreRules rules;
    private final ConcurrentMap<NodeName, NodeSamples> nodes = new ConcurrentHashMap<>();

    public SampleStore(StoreRules rules) {
        this.rules = rules;
    }

    /** The rules that hold for all series. */
    public StoreRules rules() {
        return rules;
    }

    /** The samples of a node, made if there are none yet. */
    public NodeSamples open(NodeName name) {
        return nodes.computeIfAbsent(name, absent -> new NodeSamples(absent, rules));
    }

    /** Forgets a node and its pods. Whoever still holds its samples writes to nobody. */
    public void close(NodeName name) {
        nodes.remove(name);
    }

    /** The samples of a node, or null if it is not open. */
    public @Nullable NodeSamples node(NodeName name) {
        return nodes.get(name);
    }

    /** All open nodes, in no order; a live view that any thread may walk. */
    public Collection<NodeSamples> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /** How many nodes have a pair. */
    public long nodesWithPair() {
        long count = 0;
        for (NodeSamples node : nodes.values()) {
            Series series = node.node();
            if (series != null && series.ring().hasPair()) {
                count++;
            }
        }
        return count;
    }

    /** How many containers have a pair. */
    public long containersWithPair() {
        long count = 0;
        for (NodeSamples node : nodes.values()) {
            count += node.containersWithPair();
        }
        return count;
    }
}
