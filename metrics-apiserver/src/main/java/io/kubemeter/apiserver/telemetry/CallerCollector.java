package io.kubemeter.apiserver.telemetry;

import io.kubemeter.telemetry.OutcomeCounts;
import io.kubemeter.telemetry.RequestTelemetry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Writes out how callers were recognised and let through, under the names of Kubernetes' API
 * servers.
 *
 * <p>Two of upstream's counters lack the suffix {@code _total} that counters must have. They keep
 * their names, and bear no type: an exposition of our library cannot say otherwise, and a lint
 * would not let it pass.
 */
final class CallerCollector implements MultiCollector {
    private final RequestTelemetry requests;

    CallerCollector(RequestTelemetry requests) {
        this.requests = requests;
    }

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> families = new ArrayList<>();
        families.add(
                untyped(
                        "authenticated_user_requests",
                        "Requests of recognised callers, by a name that gives nobody away",
                        "username",
                        requests.users()));
        families.add(
                untyped(
                        "authentication_attempts",
                        "Requests by whether their caller was recognised",
                        "result",
                        requests.authentications()));
        durations(
                families,
                "authentication_duration",
                "Time to recognise a caller",
                label("result"),
                requests.authentications());
        totals(
                families,
                "authorization_attempts",
                "Requests by whether their caller may do what it wants",
                label("result"),
                requests.authorizations());
        durations(
                families,
                "authorization_duration",
                "Time to find out whether a caller may do what it wants",
                label("result"),
                requests.authorizations());
        both(
                families,
                "apiserver_delegated_authn_request",
                "TokenReviews asked of kube-apiserver, by the code of the answer",
                label("code"),
                requests.tokenReviews());
        both(
                families,
                "apiserver_delegated_authz_request",
                "SubjectAccessReviews asked of kube-apiserver, by the code of the answer",
                label("code"),
                requests.accessReviews());
        both(
                families,
                "apiserver_impersonation_attempts",
                "Attempts to act as somebody else, by how and whether it was allowed",
                CallerCollector::modeAndDecision,
                requests.impersonations());
        tokenCache(families);
        return new MetricSnapshots(families);
    }

    private void tokenCache(List<MetricSnapshot> families) {
        String name = "authentication_token_cache_";
        Function<String, Labels> status = label("status");
        both(
                families,
                name + "request",
                "Tokens shown, by whether a remembered review could be used",
                status,
                requests.tokenCache().requests());
        totals(
                families,
                name + "fetch",
                "Reviews of tokens, by whether there was an answer",
                status,
                requests.tokenCache().reviews());
        List<UnknownDataPointSnapshot> active = new ArrayList<>();
        if (!requests.tokenCache().requests().outcomes().isEmpty()) {
            requests.tokenCache()
                    .active()
                    .forEach((value, count) ->
                            active.add(
                                    new UnknownDataPointSnapshot(
                                            (double) count, status.apply(value), null)));
        }
        families.add(
                new UnknownSnapshot(
                        new MetricMetadata(
                                name + "active_fetch_count",
                                "Reviews of tokens under way, and requests that wait for them"),
                        active));
    }

    private static void both(
            List<MetricSnapshot> families,
            String name,
            String help,
            Function<String, Labels> labels,
            OutcomeCounts counts) {
        totals(families, name, help, labels, counts);
        durations(families, name + "_duration", help + ": their time", labels, counts);
    }

    private static void totals(
            List<MetricSnapshot> families,
            String name,
            String help,
            Function<String, Labels> labels,
            OutcomeCounts counts) {
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        counts.outcomes()
                .forEach((value, outcome) ->
                        points.add(Snapshots.count((double) outcome.count(), labels.apply(value))));
        families.add(Snapshots.counter(name, help, points));
    }

    private static void durations(
            List<MetricSnapshot> families,
            String name,
            String help,
            Function<String, Labels> labels,
            OutcomeCounts counts) {
        List<HistogramDataPointSnapshot> points = new ArrayList<>();
        counts.outcomes()
                .forEach((value, outcome) ->
                        points.add(Snapshots.point(outcome.durations(), labels.apply(value))));
        families.add(Snapshots.histogram(name + "_seconds", help, points));
    }

    private static MetricSnapshot untyped(
            String name, String help, String label, OutcomeCounts counts) {
        List<UnknownDataPointSnapshot> points = new ArrayList<>();
        counts.outcomes()
                .forEach((value, outcome) ->
                        points.add(
                                new UnknownDataPointSnapshot(
                                        (double) outcome.count(), Labels.of(label, value), null)));
        return new UnknownSnapshot(new MetricMetadata(name, help), points);
    }

    private static Function<String, Labels> label(String name) {
        return value -> Labels.of(name, value);
    }

    private static Labels modeAndDecision(String value) {
        int slash = value.indexOf('/');
        return Labels.of("mode", value.substring(0, slash), "decision", value.substring(slash + 1));
    }
}
