package io.kubemeter.apiserver;

import io.kubemeter.store.SampleStore;
import io.kubemeter.telemetry.Telemetry;
import io.kubemeter.telemetry.TelemetryBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What we tell Prometheus about ourselves: one registry, one answer.
 *
 * <p>The registry is made at the first scrape: a start that nobody watches does not pay for it.
 */
final class OwnMetrics {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /**
     * An exposition.
     *
     * @param contentType as the format demands it
     * @param text the families
     */
    record Exposition(String contentType, String text) {}

    private final Telemetry telemetry;
    private final SampleStore store;
    private final NodeStateCollector nodes;
    private volatile @Nullable PrometheusMeterRegistry registry;

    OwnMetrics(Telemetry telemetry, SampleStore store, NodeStateCollector nodes) {
        this.telemetry = telemetry;
        this.store = store;
        this.nodes = nodes;
    }

    /** All families, as OpenMetrics if {@code accept} names it, else in the text format. */
    Exposition expose(@Nullable String accept) {
        boolean open = accept != null && accept.contains(OPEN_METRICS);
        String type = open ? OPEN_METRICS_TYPE : TEXT_TYPE;
        return new Exposition(type, registry().scrape(type));
    }

    private PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry made = registry;
        return made == null ? makeRegistry() : made;
    }

    private synchronized PrometheusMeterRegistry makeRegistry() {
        PrometheusMeterRegistry made = registry;
        if (made == null) {
            made = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            new TelemetryBinder(telemetry, store::nodesWithPair, store::containersWithPair)
                    .bindTo(made);
            made.getPrometheusRegistry().register(new HistogramCollector(telemetry));
            made.getPrometheusRegistry().register(nodes);
            registry = made;
        }
        return made;
    }
}
