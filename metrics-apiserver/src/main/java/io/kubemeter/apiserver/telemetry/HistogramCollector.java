package io.kubemeter.apiserver.telemetry;

import io.kubemeter.telemetry.HistogramSnapshot;
import io.kubemeter.telemetry.NodeTelemetry;
import io.kubemeter.telemetry.ScrapeTelemetry;
import io.kubemeter.telemetry.Telemetry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes out our histograms and what is told by node, under upstream's names.
 *
 * <p>Micrometer's timers are not used for these: one per node would cost more than the node's
 * samples (decision in docs/adr/0007). A node that is gone leaves no series behind.
 */
final class HistogramCollector implements MultiCollector {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final Telemetry telemetry;

    HistogramCollector(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> families = new ArrayList<>();
        nodes(telemetry.scrapes(), families);
        families.add(
                Snapshots.histogram(
                        "metrics_server_manager_tick_duration_seconds",
                        "The total time spent on one round of due scrapes, in seconds",
                        List.of(
                                Snapshots.point(
                                        telemetry.tickDuration().snapshot(), Labels.EMPTY))));
        HistogramSnapshot freshness = telemetry.freshness().snapshot();
        if (freshness.count() > 0) {
            families.add(
                    Snapshots.histogram(
                            "metrics_server_api_metric_freshness_seconds",
                            "The age of each served object's timestamp, in seconds",
                            List.of(Snapshots.point(freshness, Labels.EMPTY))));
        }
        return new MetricSnapshots(families);
    }

    private static void nodes(ScrapeTelemetry scrapes, List<MetricSnapshot> families) {
        List<HistogramDataPointSnapshot> durations = new ArrayList<>();
        List<GaugeSnapshot.GaugeDataPointSnapshot> times = new ArrayList<>();
        List<GaugeSnapshot.GaugeDataPointSnapshot> offsets = new ArrayList<>();
        for (NodeTelemetry node : scrapes.nodes()) {
            HistogramSnapshot snapshot = node.snapshot();
            if (snapshot.count() > 0) {
                Labels labels = Labels.of("node", node.node());
                durations.add(Snapshots.point(snapshot, labels));
                double seconds = node.lastRequestMillis() / MILLIS_PER_SECOND;
                times.add(new GaugeSnapshot.GaugeDataPointSnapshot(seconds, labels, null));
                if (node.clockOffsetMillis() != NodeTelemetry.UNKNOWN) {
                    double offset = node.clockOffsetMillis() / MILLIS_PER_SECOND;
                    offsets.add(new GaugeSnapshot.GaugeDataPointSnapshot(offset, labels, null));
                }
            }
        }
        if (durations.isEmpty()) {
            return;
        }
        families.add(
                Snapshots.histogram(
                        "metrics_server_kubelet_request_duration_seconds",
                        "Duration of requests to kubelets in seconds, from dialling to decoding",
                        durations));
        families.add(
                new GaugeSnapshot(
                        new MetricMetadata(
                                "metrics_server_kubelet_last_request_time_seconds",
                                "Time of the last request to the kubelet since the epoch"),
                        times));
        if (!offsets.isEmpty()) {
            families.add(
                    new GaugeSnapshot(
                            new MetricMetadata(
                                    "kubemeter_node_clock_offset_seconds",
                                    "How far the kubelet's clock is ahead of ours, to half a second"),
                            offsets));
        }
    }
}
