package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.ReasonLookup;
import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.kubelet.NodeScrapeState;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.PodEntry;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.Series;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a node or pod has no number, from the state of its node's scraping and from what is
 * stored of it.
 *
 * @param view which pods are bound where
 * @param store what was measured
 * @param states where the scraping of a node stands
 * @param nanos monotonic time, by which samples were received
 */
record ReasonsAtHand(
        ClusterView view,
        SampleStore store,
        Function<NodeName, @Nullable NodeScrapeState> states,
        LongSupplier nanos)
        implements ReasonLookup {
    @Override
    public @Nullable Why node(String name) {
        NodeName node = new NodeName(name);
        NodeSamples samples = store.node(node);
        return why(node, of(samples == null ? null : samples.node()));
    }

    @Override
    public @Nullable Why pod(PodKey pod) {
        PodRecord record = view.pod(pod);
        if (record == null || record.nodeName().isEmpty()) {
            return null;
        }
        NodeName node = new NodeName(record.nodeName());
        NodeSamples samples = store.node(node);
        PodEntry entry = samples == null ? null : samples.pod(pod);
        if (entry == null) {
            return why(node, Reason.TOO_YOUNG);
        }
        Reason worst = null;
        for (int i = 0; i < entry.size(); i++) {
            Reason reason = of(entry.series(i));
            worst = reason == null ? worst : reason;
        }
        return worst == null ? null : why(node, worst);
    }

    private @Nullable Reason of(@Nullable Series series) {
        if (series == null || !series.ring().hasPair()) {
            return Reason.TOO_YOUNG;
        }
        return series.stale(nanos.getAsLong(), store.rules()) ? Reason.STALE : null;
    }

    /** A node whose scrapes fail explains more than the age of its numbers. */
    private @Nullable Why why(NodeName node, @Nullable Reason own) {
        NodeScrapeState state = states.apply(node);
        Reason failed = state == null ? null : state.reason();
        Reason reason = failed != null && own != null ? failed : own;
        return reason == null ? null : new Why(reason, reason.sentence(), node.value());
    }
}
