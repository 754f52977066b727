package io.kubemeter.apiserver.telemetry;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/** Writes out single numbers. */
final class ReadingCollector implements MultiCollector {
    private final List<Reading> readings;
    private final MetricSnapshot build;

    ReadingCollector(List<Reading> readings, String version) {
        this.readings = List.copyOf(readings);
        this.build =
                Snapshots.gauge(
                        "kubemeter_build_info",
                        "Always 1; the labels say which Kubemeter this is",
                        List.of(
                                Snapshots.reading(
                                        1,
                                        Labels.of(
                                                "version",
                                                version,
                                                "java_version",
                                                Runtime.version().toString()))));
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder().metricSnapshot(build);
        readings.forEach(reading -> all.metricSnapshot(snapshot(reading)));
        return all.build();
    }

    private static MetricSnapshot snapshot(Reading reading) {
        double value = (double) reading.value().getAsLong();
        return reading.counts()
                ? Snapshots.counter(
                        reading.name(),
                        reading.help(),
                        List.of(Snapshots.count(value, Labels.EMPTY)))
                : Snapshots.gauge(
                        reading.name(),
                        reading.help(),
                        List.of(Snapshots.reading(value, Labels.EMPTY)));
    }
}
