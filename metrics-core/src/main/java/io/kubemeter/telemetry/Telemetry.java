package io.kubemeter.telemetry;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** All that one process counts about itself, made once by the composition root. */
public final class Telemetry {
    private static final double FRESHNESS_FACTOR = 1.364;
    private static final int FRESHNESS_BUCKETS = 20;

    private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);
    private final ScrapeTelemetry scrapes;
    private final Histogram tickDuration;
    private final Histogram freshness = Histogram.of(freshnessBounds());
    private final RequestTelemetry requests = new RequestTelemetry();

    /**
     * Nothing counted yet.
     *
     * @param resolutionMillis how often a node is scraped; bounds of the tick duration follow it
     * @param reasonLabels all reasons that a scrape may fail for
     */
    public Telemetry(long resolutionMillis, Collection<String> reasonLabels) {
        for (Counter counter : Counter.values()) {
            counters.put(counter, new LongAdder());
        }
        scrapes =
                new ScrapeTelemetry(
                        reasonLabels,
                        adder(Counter.SCRAPES_SUCCEEDED),
                        adder(Counter.SCRAPES_FAILED));
        tickDuration = Histogram.of(TickBounds.of(resolutionMillis));
    }

    /** Counts one. */
    public void increment(Counter counter) {
        adder(counter).increment();
    }

    /** Counts several at once. */
    public void add(Counter counter, long count) {
        adder(counter).add(count);
    }

    /** What was counted so far. */
    public long value(Counter counter) {
        return adder(counter).sum();
    }

    /** The scrapes. */
    public ScrapeTelemetry scrapes() {
        return scrapes;
    }

    /** {@code metrics_server_manager_tick_duration_seconds}: one round over all nodes. */
    public Histogram tickDuration() {
        return tickDuration;
    }

    /** {@code metrics_server_api_metric_freshness_seconds}: the age of each object when served. */
    public Histogram freshness() {
        return freshness;
    }

    /** What became of our callers' requests. */
    public RequestTelemetry requests() {
        return requests;
    }

    private LongAdder adder(Counter counter) {
        LongAdder adder = counters.get(counter);
        if (adder == null) {
            throw new AssertionError("every counter has its adder: " + counter);
        }
        return adder;
    }

    /** 1, 1.364, 1.364², … by repeated multiplication, as the text of the bounds shows upstream. */
    private static double[] freshnessBounds() {
        double[] bounds = new double[FRESHNESS_BUCKETS];
        double bound = 1;
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = bound;
            bound *= FRESHNESS_FACTOR;
        }
        return bounds;
    }
}
