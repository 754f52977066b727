package io.kubemeter.apiserver.telemetry;

import io.kubemeter.telemetry.HistogramSnapshot;
import io.kubemeter.telemetry.RequestSeries;
import io.kubemeter.telemetry.RequestTelemetry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes out what became of requests, under the names and labels of Kubernetes' API servers. */
final class RequestCollector implements MultiCollector {
    private final RequestTelemetry requests;

    RequestCollector(RequestTelemetry requests) {
        this.requests = requests;
    }

    @Override
    public MetricSnapshots collect() {
        List<RequestSeries> used =
                requests.series().stream().filter(RequestCollector::isUsed).toList();
        List<MetricSnapshot> families = new ArrayList<>();
        families.add(totals(used));
        families.add(
                durations(
                        "apiserver_request_duration_seconds",
                        "Time from a request to the last byte of its answer",
                        used,
                        RequestSeries::durations,
                        true));
        families.add(
                durations(
                        "apiserver_request_sli_duration_seconds",
                        "The same, for service level indicators",
                        used,
                        RequestSeries::serviceLevel,
                        false));
        families.add(
                durations(
                        "apiserver_request_slo_duration_seconds",
                        "The same by the name that came before sli",
                        used,
                        RequestSeries::serviceLevel,
                        false));
        families.add(
                durations(
                        "apiserver_response_sizes",
                        "Bytes of answers' bodies",
                        used.stream().filter(s -> !s.route().verb().equals("WATCH")).toList(),
                        RequestSeries::sizes,
                        false));
        families.add(inFlight());
        families.add(answers());
        return new MetricSnapshots(families);
    }

    private static boolean isUsed(RequestSeries series) {
        List<Integer> codes = new ArrayList<>();
        series.codes((code, _) -> codes.add(code));
        return !codes.isEmpty();
    }

    private static MetricSnapshot totals(List<RequestSeries> used) {
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        for (RequestSeries series : used) {
            Labels labels = labels(series.route(), true);
            series.codes((code, count) ->
                    points.add(Snapshots.count((double) count, labels.add("code", text(code)))));
        }
        return Snapshots.counter(
                "apiserver_request",
                "Requests that reached their route, by verb, resource, scope and code",
                points);
    }

    private static MetricSnapshot durations(
            String name,
            String help,
            List<RequestSeries> used,
            Function<RequestSeries, HistogramSnapshot> read,
            boolean dryRun) {
        List<HistogramDataPointSnapshot> points = new ArrayList<>();
        for (RequestSeries series : used) {
            points.add(Snapshots.point(read.apply(series), labels(series.route(), dryRun)));
        }
        return Snapshots.histogram(name, help, points);
    }

    private static Labels labels(RequestSeries.Route route, boolean dryRun) {
        Labels labels =
                Labels.of(
                        "verb",
                        route.verb(),
                        "group",
                        route.group(),
                        "version",
                        route.version(),
                        "resource",
                        route.resource(),
                        "subresource",
                        route.subresource(),
                        "scope",
                        route.scope(),
                        "component",
                        route.component());
        return dryRun ? labels.add("dry_run", "") : labels;
    }

    private MetricSnapshot inFlight() {
        return Snapshots.gauge(
                "apiserver_current_inflight_requests",
                "The most requests that were under way at once in the last second",
                List.of(
                        Snapshots.reading(
                                requests.others().shown(), Labels.of("request_kind", "mutating")),
                        Snapshots.reading(
                                requests.reads().shown(), Labels.of("request_kind", "readOnly"))));
    }

    private MetricSnapshot answers() {
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        requests.answers((code, count) ->
                points.add(Snapshots.count((double) count, Labels.of("code", text(code)))));
        return Snapshots.counter(
                "kubemeter_answers", "Answers to requests of any path, by code", points);
    }

    private static String text(int code) {
        return code == 0 ? "other" : Integer.toString(code);
    }
}
