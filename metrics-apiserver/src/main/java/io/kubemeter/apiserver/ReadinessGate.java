package io.kubemeter.apiserver;

import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.kubelet.NodeScrapeState;
import io.kubemeter.model.NodeName;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.Series;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when we are ready for the first time: once 95 % of the nodes that answer can serve a
 * number, or a minute after the view of the cluster was read, whatever kubelets do. It never closes
 * again: a bad kubelet must not take the service away from the good ones, and in a rolling update
 * no list may be shorter than before.
 *
 * <p><b>Owner:</b> any thread may ask; the only state is a latch.
 */
final class ReadinessGate {
    private static final long LONGEST_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int NEEDED_PERCENT = 95;

    private final ClusterView view;
    private final SampleStore store;
    private final Function<NodeName, @Nullable NodeScrapeState> states;
    private final LongSupplier nanoTime;
    private volatile boolean open;
    private volatile long syncedSince;

    ReadinessGate(
            ClusterView view,
            SampleStore store,
            Function<NodeName, @Nullable NodeScrapeState> states,
            LongSupplier nanoTime) {
        this.view = view;
        this.store = store;
        this.states = states;
        this.nanoTime = nanoTime;
    }

    /** Whether numbers can be served; once true, always true. */
    boolean open() {
        if (!open && view.synced()) {
            open = enoughNodes() || waitedLongEnough();
        }
        return open;
    }

    private boolean waitedLongEnough() {
        long now = nanoTime.getAsLong();
        if (syncedSince == 0) {
            syncedSince = now == 0 ? 1 : now;
        }
        return now - syncedSince >= LONGEST_NANOS;
    }

    private boolean enoughNodes() {
        int answering = 0;
        int serving = 0;
        for (NodeRecord node : view.nodes()) {
            NodeName name = new NodeName(node.name());
            NodeScrapeState state = states.apply(name);
            if (state != null && state.reason() != null) {
                continue;
            }
            answering++;
            serving += serves(name) ? 1 : 0;
        }
        return serving > 0 && serving * 100 >= answering * NEEDED_PERCENT;
    }

    private boolean serves(NodeName name) {
        NodeSamples samples = store.node(name);
        Series series = samples == null ? null : samples.node();
        return series != null && series.ring().hasPair();
    }
}
