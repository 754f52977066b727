package io.kubemeter.apiserver;

import io.kubemeter.apiserver.auth.AggregatorOnly;
import io.kubemeter.apiserver.auth.CallerTrustWatch;
import io.kubemeter.apiserver.cluster.ClusterWatch;
import io.kubemeter.apiserver.health.HealthCheck;
import io.kubemeter.apiserver.health.Probe;
import io.kubemeter.apiserver.kube.ApiProblem;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Our probes, with the names and the order of metrics-server's checks.
 *
 * @param healthz old, but still asked
 * @param livez whether we should be restarted: nothing that others do can make it fail
 * @param readyz whether requests should be sent to us
 */
record Probes(Probe healthz, Probe livez, Probe readyz) {
    static Probes of(
            ClusterWatch watch,
            HealthCheck callers,
            ReadinessGate gate,
            Supplier<List<String>> scraping,
            LoopPulse pulse,
            Shutdown shutdown) {
        HealthCheck ping = HealthCheck.passing("ping");
        HealthCheck log = HealthCheck.passing("log");
        HealthCheck inFlight = HealthCheck.passing("poststarthook/max-in-flight-filter");
        HealthCheck counts = HealthCheck.passing("poststarthook/storage-object-count-tracker-hook");
        HealthCheck synced =
                new HealthCheck(
                        "metric-informer-sync",
                        waiting(watch.view()::synced, watch::problems, "nodes and pods"));
        HealthCheck numbers =
                new HealthCheck(
                        "metric-storage-ready",
                        () -> gate.open() ? null : "no metrics to serve",
                        scraping);
        HealthCheck stopping =
                new HealthCheck("shutdown", () -> shutdown.begun() ? "shutting down" : null);
        HealthCheck collecting = new HealthCheck("metric-collection-timely", pulse::problem);
        HealthCheck metadata = HealthCheck.passing("metadata-informer-sync");
        return new Probes(
                new Probe("healthz", List.of(ping, log, inFlight, counts, metadata)),
                new Probe("livez", List.of(ping, log, inFlight, counts, collecting, metadata)),
                new Probe(
                        "readyz",
                        List.of(ping, log, inFlight, counts, numbers, synced, callers, stopping)));
    }

    /** Whether callers can be recognised, as far as it depends on what kube-apiserver tells. */
    static HealthCheck callers(CallerTrustWatch trust) {
        return callers(waiting(trust::loaded, trust::problems, "the callers' authorities"));
    }

    /** The same where nobody but the aggregator is let in: its authority must be known. */
    static HealthCheck callers(CallerTrustWatch trust, AggregatorOnly door) {
        Supplier<List<ApiProblem>> problems =
                () ->
                        Stream.concat(Stream.ofNullable(door.problem()), trust.problems().stream())
                                .distinct()
                                .toList();
        return callers(
                waiting(() -> door.problem() == null, problems, "the aggregator's authority"));
    }

    private static HealthCheck callers(Supplier<@Nullable String> problem) {
        return new HealthCheck("metadata-informer-sync", problem);
    }

    List<Probe> all() {
        return List.of(healthz, livez, readyz);
    }

    private static Supplier<@Nullable String> waiting(
            BooleanSupplier done, Supplier<List<ApiProblem>> problems, String what) {
        return () ->
                done.getAsBoolean()
                        ? null
                        : Stream.concat(
                                        Stream.of("waiting for " + what),
                                        problems.get().stream().map(ApiProblem::toString))
                                .reduce((a, b) -> a + "; " + b)
                                .orElseThrow();
    }
}
