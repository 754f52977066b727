package io.kubemeter.apiserver.cluster;

import io.kubemeter.apiserver.protobuf.ItemMeta;
import io.kubemeter.apiserver.protobuf.NodeItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes nodes into the view.
 *
 * <p><b>Owner:</b> the nodes' watching thread.
 */
final class NodeSink implements Sink<NodeItem> {
    private final ClusterView view;

    /** The nodes that the list under way has named; null between lists. */
    private @Nullable Set<String> named;

    NodeSink(ClusterView view) {
        this.view = view;
    }

    @Override
    public void listBegins() {
        named = new HashSet<>();
    }

    @Override
    public void present(NodeItem node) {
        ItemMeta meta = node.meta();
        if (meta.name().isEmpty()) {
            return;
        }
        view.nodeTable()
                .put(
                        new NodeRecord(
                                meta.name(),
                                meta.uid(),
                                Labels.ofPairs(meta.labels()),
                                addresses(node.addresses()),
                                node.kubeletPort(),
                                node.ready(),
                                meta.resourceMetricsPath()));
        if (named != null) {
            named.add(meta.name());
        }
    }

    @Override
    public void gone(NodeItem node) {
        view.nodeTable().remove(node.meta().name());
    }

    @Override
    public void listEnds() {
        if (named != null) {
            view.nodeTable().retain(named);
            named = null;
        }
        view.nodesAreSynced();
    }

    private static List<NodeAddress> addresses(List<String> pairs) {
        List<NodeAddress> addresses = new ArrayList<>(pairs.size() / 2);
        for (int i = 0; i < pairs.size(); i += 2) {
            addresses.add(new NodeAddress(pairs.get(i), pairs.get(i + 1)));
        }
        return addresses;
    }
}
