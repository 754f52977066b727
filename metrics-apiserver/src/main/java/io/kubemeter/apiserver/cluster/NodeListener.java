package io.kubemeter.apiserver.cluster;

/**
 * Hears how the set of nodes changes. Called by one thread at a time, in the order of the changes;
 * it returns soon and never throws.
 */
public interface NodeListener {
    /** A node that was not there before. */
    void added(NodeRecord node);

    /** Something that a record holds is different now. */
    void changed(NodeRecord before, NodeRecord now);

    /** The node is gone, or no longer selected. */
    void removed(NodeRecord node);
}
