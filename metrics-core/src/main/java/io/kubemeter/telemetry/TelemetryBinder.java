package io.kubemeter.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.LongSupplier;

/**
 * Lets Micrometer read our plain counters. Histograms and what is told by node are left to the
 * collector that writes them out.
 */
public final class TelemetryBinder implements MeterBinder {
    private final Telemetry telemetry;
    private final LongSupplier nodePoints;
    private final LongSupplier containerPoints;

    /**
     * Nothing is bound yet.
     *
     * @param nodePoints how many nodes have a pair
     * @param containerPoints how many containers have a pair
     */
    public TelemetryBinder(
            Telemetry telemetry, LongSupplier nodePoints, LongSupplier containerPoints) {
        this.telemetry = telemetry;
        this.nodePoints = nodePoints;
        this.containerPoints = containerPoints;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Counter counter : Counter.values()) {
            FunctionCounter.Builder<Telemetry> builder =
                    FunctionCounter.builder(
                                    counter.family(), telemetry, from -> from.value(counter))
                            .description(counter.description());
            counter.labels().forEach(builder::tag);
            builder.register(registry);
        }
        bindFailures(registry);
        bindPoints(registry, "node", nodePoints);
        bindPoints(registry, "container", containerPoints);
    }

    private void bindFailures(MeterRegistry registry) {
        ScrapeTelemetry scrapes = telemetry.scrapes();
        for (String reason : scrapes.reasons()) {
            FunctionCounter.builder(
                            "kubemeter_scrape_failures", scrapes, from -> from.failures(reason))
                    .description("Scrapes that failed, by reason")
                    .tag("reason", reason)
                    .register(registry);
        }
    }

    private static void bindPoints(MeterRegistry registry, String type, LongSupplier points) {
        Gauge.builder("metrics_server_storage_points", points, LongSupplier::getAsLong)
                .description("Number of metrics points stored")
                .tag("type", type)
                .register(registry);
    }
}
