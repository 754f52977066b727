package io.kubemeter.apiserver.telemetry;

import io.kubemeter.telemetry.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** Makes families of the registry's model out of our own counts. */
final class Snapshots {
    private Snapshots() {}

    /** A counter; its name without {@code _total}, which the exposition adds. */
    static MetricSnapshot counter(String name, String help, List<CounterDataPointSnapshot> points) {
        return new CounterSnapshot(new MetricMetadata(name, help), points);
    }

    static CounterDataPointSnapshot count(double value, Labels labels) {
        return new CounterDataPointSnapshot(value, labels, null, 0);
    }

    static MetricSnapshot gauge(String name, String help, List<GaugeDataPointSnapshot> points) {
        return new GaugeSnapshot(new MetricMetadata(name, help), points);
    }

    static GaugeDataPointSnapshot reading(double value, Labels labels) {
        return new GaugeDataPointSnapshot(value, labels, null);
    }

    static MetricSnapshot histogram(
            String name, String help, List<HistogramDataPointSnapshot> points) {
        return new io.prometheus.metrics.model.snapshots.HistogramSnapshot(
                new MetricMetadata(name, help), points);
    }

    static HistogramDataPointSnapshot point(HistogramSnapshot from, Labels labels) {
        double[] bounds = new double[from.buckets()];
        long[] counts = new long[from.buckets()];
        long before = 0;
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = from.upperBound(i);
            counts[i] = from.cumulativeCount(i) - before;
            before = from.cumulativeCount(i);
        }
        return new HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(bounds, counts), from.sum(), labels, null, 0);
    }
}
