package io.kubemeter.apiserver.cluster;

import io.kubemeter.model.PodKey;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and running pods of the cluster, as far as we were told.
 *
 * <p><b>Owner:</b> two watching threads write, one the nodes and one the pods; any thread reads,
 * without locks. Collections are live and weakly consistent: walking one while it changes is
 * allowed and shows each element that was there all the time exactly once.
 */
public final class ClusterView {
    private final NodeTable nodes = new NodeTable();
    private final PodTable pods = new PodTable();
    private final CompletableFuture<Void> nodesSynced = new CompletableFuture<>();
    private final CompletableFuture<Void> podsSynced = new CompletableFuture<>();
    private final CompletableFuture<Void> synced = CompletableFuture.allOf(nodesSynced, podsSynced);

    ClusterView() {}

    /** A view of this world that nobody changes: for tools, and for tests of what reads a view. */
    public static ClusterView of(Collection<NodeRecord> nodes, Collection<PodRecord> pods) {
        ClusterView view = new ClusterView();
        nodes.forEach(view.nodes::put);
        pods.forEach(view.pods::put);
        view.nodesAreSynced();
        view.podsAreSynced();
        return view;
    }

    /** Whether both lists have been read once; it never becomes false again. */
    public boolean synced() {
        return synced.isDone();
    }

    /** Completes when both lists have been read once, on a watching thread. */
    public CompletionStage<Void> whenSynced() {
        return synced.minimalCompletionStage();
    }

    public @Nullable NodeRecord node(String name) {
        return nodes.node(name);
    }

    /** All nodes, sorted by name. */
    public Collection<NodeRecord> nodes() {
        return nodes.nodes();
    }

    public @Nullable PodRecord pod(String namespace, String name) {
        return pods.pod(new PodKey(namespace, name));
    }

    public @Nullable PodRecord pod(PodKey key) {
        return pods.pod(key);
    }

    /** All running pods, sorted by namespace and name. */
    public Collection<PodRecord> pods() {
        return pods.pods();
    }

    /** The running pods of one namespace, sorted by name. */
    public Collection<PodRecord> pods(String namespace) {
        return pods.pods(namespace);
    }

    /** The running pods of all namespaces that a query selects, sorted by namespace and name. */
    public Collection<PodRecord> pods(LabelQuery query) {
        return pods.pods(query);
    }

    /** The running pods of one namespace that a query selects, sorted by name. */
    public Collection<PodRecord> pods(String namespace, LabelQuery query) {
        return pods.pods(namespace, query);
    }

    /** A number that is another one after anything has changed about the pods of this node. */
    public long podChanges(String nodeName) {
        return pods.changes(nodeName);
    }

    /** How many running pods kube-apiserver has bound to a node. */
    public int podsOn(String nodeName) {
        return pods.podsOn(nodeName);
    }

    /** Whether kube-apiserver says that this pod runs on that node. */
    public boolean isBound(PodKey pod, String nodeName) {
        PodRecord record = pods.pod(pod);
        return record != null && record.nodeName().equals(nodeName);
    }

    /** Tells {@code listener} the nodes that are there, then every change, until the view ends. */
    public void listen(NodeListener listener) {
        nodes.listen(listener);
    }

    NodeTable nodeTable() {
        return nodes;
    }

    PodTable podTable() {
        return pods;
    }

    void nodesAreSynced() {
        nodesSynced.complete(null);
    }

    void podsAreSynced() {
        podsSynced.complete(null);
    }
}
