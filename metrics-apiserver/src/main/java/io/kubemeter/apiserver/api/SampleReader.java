package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.NodeName;
import io.kubemeter.ring.SamplePair;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.PodEntry;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.Series;
import io.kubemeter.telemetry.Histogram;
import io.kubemeter.usage.UsageRule;
import org.jspecify.annotations.Nullable;

/**
 * Turns what is stored of a node or pod into its row. A number is never made up: where one is
 * missing or too old there is no row.
 *
 * <p><b>Owner:</b> one request.
 */
final class SampleReader {
    private static final ExtraUsage[] NO_EXTRAS = {};

    private final SampleStore store;
    private final long nowNanos;
    private final Histogram freshness;
    private final long nowMillis;
    private final SamplePair pair = new SamplePair();
    private final ExtraUsage[] extras;

    /** Counts the age of each row that it reads into {@code freshness}. */
    SampleReader(SampleStore store, long nowNanos, Histogram freshness, long nowMillis) {
        this.store = store;
        this.nowNanos = nowNanos;
        this.freshness = freshness;
        this.nowMillis = nowMillis;
        this.extras = store.rules().extras().toArray(NO_EXTRAS);
    }

    boolean node(NodeRecord node, MetricsRow into) {
        NodeSamples samples = store.node(new NodeName(node.name()));
        into.begin("", node.name(), node.labels());
        return samples != null && add(samples.node(), "", into) && counted(into);
    }

    /** Only what the node reports that the pod is bound to counts. */
    boolean pod(PodRecord pod, MetricsRow into) {
        String nodeName = pod.nodeName();
        NodeSamples samples = nodeName.isEmpty() ? null : store.node(new NodeName(nodeName));
        PodEntry entry = samples == null ? null : samples.pod(pod.key());
        if (entry == null) {
            return false;
        }
        into.begin(pod.namespace(), pod.name(), pod.labels());
        for (int i = 0; i < entry.size(); i++) {
            Series series = entry.series(i);
            if (!add(series, series.name(), into)
                    || UsageRule.timestampMillis(pair) < pod.startMillis()) {
                // Also what was measured of another pod that had this name before.
                return false;
            }
        }
        return counted(into);
    }

    private boolean counted(MetricsRow row) {
        freshness.observeMillis(nowMillis - row.timestampMillis);
        return true;
    }

    private boolean add(@Nullable Series series, String name, MetricsRow into) {
        if (series == null
                || series.stale(nowNanos, store.rules())
                || !series.ring().newestPair(pair)) {
            return false;
        }
        into.add(name, UsageRule.cpuNanocores(pair), UsageRule.memoryBytes(pair));
        for (ExtraUsage extra : extras) {
            into.extra(extra, series.extraBytes(extra));
        }
        into.measuredAt(UsageRule.timestampMillis(pair), UsageRule.windowMillis(pair));
        return true;
    }
}
