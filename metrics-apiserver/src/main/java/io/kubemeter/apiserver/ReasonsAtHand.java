package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.ReasonLookup;
import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.ClusterWatch;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.kubelet.KubeletScraper;
import io.kubemeter.kubelet.NodeScrapeState;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.PodEntry;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.Series;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a node or pod has no number, from the state of its node's scraping and from what is
 * stored of it.
 *
 * @param view which pods are bound where
 * @param troubles what keeps the view from being read
 * @param store what was measured
 * @param states where the scraping of a node stands
 * @param refused the pods that a node named and that are refused, with the reasons
 * @param nanos monotonic time, by which samples were received
 */
record ReasonsAtHand(
        ClusterView view,
        Supplier<List<ApiProblem>> troubles,
        SampleStore store,
        Function<NodeName, @Nullable NodeScrapeState> states,
        Function<NodeName, Map<PodKey, Reason>> refused,
        LongSupplier nanos)
        implements ReasonLookup {
    static ReasonsAtHand of(
            ClusterWatch watch, SampleStore store, KubeletScraper scraper, LongSupplier nanos) {
        return new ReasonsAtHand(
                watch.view(), watch::problems, store, scraper::state, scraper::refusedPods, nanos);
    }

    @Override
    public @Nullable Why node(String name) {
        NodeName node = new NodeName(name);
        NodeSamples samples = store.node(node);
        return why(node, of(samples == null ? null : samples.node(), 0));
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
        Reason own = entry == null ? Reason.TOO_YOUNG : worst(entry, record.startMillis());
        Reason told = refused.apply(node).get(pod);
        if (own != null && told != null) {
            return why(node, told, "");
        }
        String missing = entry == null || own != Reason.TOO_YOUNG ? null : missing(entry);
        return missing == null
                ? why(node, own)
                : why(node, Reason.CONTAINER_MISSING, ": " + missing);
    }

    /** The rule that we lack is for anybody to read; where kube-apiserver stands is not. */
    @Override
    public @Nullable Why cluster() {
        if (view.synced()) {
            return null;
        }
        return troubles.get().stream()
                .findFirst()
                .map(it -> {
                    String rule = it.reason() == Reason.API_FORBIDDEN ? ": " + it.detail() : "";
                    return new Why(it.reason(), it.reason().plainSentence() + rule, "");
                })
                .orElse(null);
    }

    private @Nullable Reason worst(PodEntry entry, long startMillis) {
        Reason worst = null;
        for (int i = 0; i < entry.size(); i++) {
            Reason reason = of(entry.series(i), startMillis);
            worst = reason == null ? worst : reason;
        }
        return worst;
    }

    /** The container without any sample, in a pod whose other containers have pairs. */
    private static @Nullable String missing(PodEntry entry) {
        String missing = null;
        boolean others = false;
        for (int i = 0; i < entry.size(); i++) {
            Series series = entry.series(i);
            others |= series.ring().hasPair();
            missing = series.ring().isEmpty() ? series.name() : missing;
        }
        return others ? missing : null;
    }

    /** What was measured before its pod has started is of another pod of that name. */
    private @Nullable Reason of(@Nullable Series series, long startMillis) {
        if (series == null || !series.hasPairSince(startMillis)) {
            return Reason.TOO_YOUNG;
        }
        return series.stale(nanos.getAsLong(), store.rules()) ? Reason.STALE : null;
    }

    /** A node whose scrapes fail explains more than the age of its numbers. */
    private @Nullable Why why(NodeName node, @Nullable Reason own) {
        return own == null ? null : why(node, own, "");
    }

    private Why why(NodeName node, Reason own, String more) {
        NodeScrapeState state = states.apply(node);
        Reason failed = state == null ? null : state.reason();
        String name = node.value();
        return failed == null
                ? new Why(own, own.sentence(name) + more, name)
                : new Why(failed, failed.sentence(name), name);
    }
}
