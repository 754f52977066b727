package io.kubemeter.apiserver;

import io.kubemeter.apiserver.NodeStandings.Standing;
import io.kubemeter.kubelet.NodeScrapeState;
import io.kubemeter.model.Reason;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Shows where each node stands, as one series per node: its label says the reason, or {@code ok}. A
 * node that is gone leaves no series behind.
 *
 * @param standings where every node stands
 */
record NodeStateCollector(Supplier<List<Standing>> standings) implements MultiCollector {
    static final String STATE = "kubemeter_node_scrape_state";
    static final String UNPROVEN = "kubemeter_node_unproven";

    private static final String OK = "ok";

    @Override
    public MetricSnapshots collect() {
        List<GaugeDataPointSnapshot> standing = new ArrayList<>();
        List<GaugeDataPointSnapshot> unproven = new ArrayList<>();
        for (Standing each : standings.get()) {
            NodeScrapeState state = each.scraping();
            Reason reason = each.reason();
            standing.add(point(state, reason == null ? OK : reason.label()));
            Reason problem = state.unproven();
            if (problem != null) {
                unproven.add(point(state, problem.label()));
            }
        }
        return new MetricSnapshots(
                gauge(STATE, "1 for why the node has no fresh numbers, or ok", standing),
                gauge(
                        UNPROVEN,
                        "1 for nodes that are scraped though verification would refuse them",
                        unproven));
    }

    private static GaugeDataPointSnapshot point(NodeScrapeState state, String reason) {
        Labels labels = Labels.of("node", state.node().value(), "reason", reason);
        return new GaugeDataPointSnapshot(1, labels, null);
    }

    private static GaugeSnapshot gauge(
            String name, String help, List<GaugeDataPointSnapshot> points) {
        return new GaugeSnapshot(new MetricMetadata(name, help), points);
    }
}
