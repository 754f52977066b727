package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.cluster.NodeRecord;
import java.util.Iterator;

/**
 * The nodes of a list that are wanted and have numbers.
 *
 * <p><b>Owner:</b> one request.
 */
final class NodeRows implements RowSource {
    private final Iterator<NodeRecord> nodes;
    private final LabelSelector labels;
    private final FieldSelector fields;
    private final SampleReader reader;

    NodeRows(Iterator<NodeRecord> nodes, ListOptions options, SampleReader reader) {
        this.nodes = nodes;
        this.labels = options.labels();
        this.fields = options.fields();
        this.reader = reader;
    }

    @Override
    public boolean next(MetricsRow into) {
        while (nodes.hasNext()) {
            NodeRecord node = nodes.next();
            if (labels.matches(node.labels())
                    && fields.matches("", node.name(), node.name())
                    && reader.node(node, into)) {
                return true;
            }
        }
        return false;
    }
}
