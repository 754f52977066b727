package io.kubemeter.kubelet;

import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.kubelet.exposition.ScrapeTable;
import io.kubemeter.kubelet.summary.Measured;
import io.kubemeter.kubelet.summary.SummaryReading;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.telemetry.Counter;
import io.kubemeter.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a decoded answer into the store: all of it that may be believed, or nothing.
 *
 * <p>Owner: one event loop.
 */
final class SampleIntake {
    private final PodBindings bindings;
    private final Telemetry telemetry;
    private final long maxSkewMillis;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private boolean sawUnknown;

    SampleIntake(
            PodBindings bindings,
            Telemetry telemetry,
            Duration maxSkew,
            LongSupplier nanos,
            InstantSource clock) {
        this.bindings = bindings;
        this.telemetry = telemetry;
        this.maxSkewMillis = maxSkew.toMillis();
        this.nanos = nanos;
        this.clock = clock;
    }

    /** Whether the last answer named a pod that the API server does not know yet. */
    boolean sawUnknown() {
        return sawUnknown;
    }

    ScrapeOutcome store(ScrapeTable table, NodeSamples samples, int bytes) {
        if (table.rows() == 0 && !table.nodeSampled()) {
            return new Failed(Reason.NO_CONTAINERS, "neither node nor containers are listed");
        }
        long nowMillis = clock.millis();
        Failed skewed = skewed(newestMillis(table), nowMillis);
        if (skewed != null) {
            return skewed;
        }
        begin(samples, bytes);
        int taken = node(table, samples) + containers(table, samples, nowMillis + maxSkewMillis);
        samples.commit();
        telemetry.add(Counter.SAMPLES_TAKEN, taken);
        return new Scraped(table.rows());
    }

    ScrapeOutcome store(SummaryReading reading, NodeSamples samples, int bytes) {
        Measured node = reading.node();
        if (node == null && reading.containers().isEmpty()) {
            return new Failed(Reason.NO_CONTAINERS, "neither node nor containers are listed");
        }
        long nowMillis = clock.millis();
        Failed skewed = node == null ? null : skewed(node.timestampMillis(), nowMillis);
        if (skewed != null) {
            return skewed;
        }
        begin(samples, bytes);
        int taken = node == null ? 0 : 1;
        if (node != null) {
            samples.node(node.timestampMillis(), node.cpuNanos(), node.memoryBytes());
        }
        for (SummaryReading.Row row : reading.containers()) {
            if (believed(row.pod(), samples.name())) {
                taken += take(row, samples, nowMillis + maxSkewMillis);
            }
        }
        samples.commit();
        telemetry.add(Counter.SAMPLES_TAKEN, taken);
        return new Scraped(reading.containers().size());
    }

    private static int take(SummaryReading.Row row, NodeSamples samples, long latestMillis) {
        Measured measured = row.measured();
        if (!measured.complete() || measured.timestampMillis() > latestMillis) {
            samples.container(row.pod(), row.container());
            return 0;
        }
        samples.container(
                row.pod(),
                row.container(),
                measured.startMillis(),
                measured.timestampMillis(),
                measured.cpuNanos(),
                measured.memoryBytes());
        return 1;
    }

    private void begin(NodeSamples samples, int bytes) {
        telemetry.add(Counter.SCRAPED_BYTES, bytes);
        sawUnknown = false;
        samples.begin(nanos.getAsLong());
    }

    private @Nullable Failed skewed(long sampleMillis, long nowMillis) {
        long skewMillis = sampleMillis - nowMillis;
        return Math.abs(skewMillis) <= maxSkewMillis
                ? null
                : new Failed(Reason.CLOCK_SKEW, "offset_ms=" + skewMillis);
    }

    private static int node(ScrapeTable table, NodeSamples samples) {
        if (!table.nodeSampled()) {
            return 0;
        }
        samples.node(table.nodeTimestampMillis(), table.nodeCpuNanos(), table.nodeMemoryBytes());
        return 1;
    }

    private int containers(ScrapeTable table, NodeSamples samples, long latestMillis) {
        int taken = 0;
        for (int row = 0; row < table.rows(); row++) {
            if (table.impossible(row) || !believed(table.pod(row), samples.name())) {
                continue;
            }
            if (table.sampled(row) && table.timestampMillis(row) <= latestMillis) {
                samples.container(
                        table.pod(row),
                        table.container(row),
                        table.startMillis(row),
                        table.timestampMillis(row),
                        table.cpuNanos(row),
                        table.memoryBytes(row));
                taken++;
            } else {
                samples.container(table.pod(row), table.container(row));
            }
        }
        return taken;
    }

    /** A node speaks only for pods that the API server has bound to it. */
    private boolean believed(PodKey pod, NodeName node) {
        if (bindings.isBoundTo(pod, node)) {
            return true;
        }
        boolean foreign = bindings.isBoundElsewhere(pod, node);
        sawUnknown |= !foreign;
        telemetry.increment(foreign ? Counter.FOREIGN_PODS : Counter.UNKNOWN_PODS);
        return false;
    }

    /** The node's own clock: that of its own sample, or of its newest container. */
    private static long newestMillis(ScrapeTable table) {
        if (table.nodeSampled()) {
            return table.nodeTimestampMillis();
        }
        long newest = Long.MIN_VALUE / 2;
        for (int row = 0; row < table.rows(); row++) {
            if (table.sampled(row)) {
                newest = Math.max(newest, table.timestampMillis(row));
            }
        }
        return newest;
    }
}
