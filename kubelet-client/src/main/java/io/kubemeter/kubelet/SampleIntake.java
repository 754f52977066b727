package io.kubemeter.kubelet;

import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.kubelet.exposition.ScrapeTable;
import io.kubemeter.kubelet.pool.HttpDate;
import io.kubemeter.kubelet.summary.Measured;
import io.kubemeter.kubelet.summary.SummaryReading;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.store.HeldSample;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleSource;
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
    private static final long NO_TIME = Long.MIN_VALUE;

    private final Telemetry telemetry;
    private final long maxSkewMillis;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private long nowMillis;
    private long nowNanos;
    private long offsetMillis = HttpDate.NONE;

    SampleIntake(Telemetry telemetry, Duration maxSkew, LongSupplier nanos, InstantSource clock) {
        this.telemetry = telemetry;
        this.maxSkewMillis = maxSkew.toMillis();
        this.nanos = nanos;
        this.clock = clock;
    }

    /** How far the clock of the kubelet is ahead of ours whose answer is stored next. */
    void heard(long clockOffsetMillis) {
        offsetMillis = clockOffsetMillis;
    }

    ScrapeOutcome store(ScrapeTable table, NodeSamples samples, PodTrust trust, int bytes) {
        nowMillis = clock.millis();
        Failed unusable = unusable(table);
        if (unusable != null) {
            return unusable;
        }
        telemetry.add(Counter.SCRAPED_BYTES, bytes);
        begin(samples, trust, table.rows(), SampleSource.RESOURCE);
        int taken = node(table, samples);
        for (int row = 0; row < table.rows(); row++) {
            taken += container(table, row, samples, trust);
        }
        return committed(samples, trust, taken, table.rows());
    }

    ScrapeOutcome store(
            SummaryReading reading, NodeSamples samples, PodTrust trust, SampleSource from) {
        Measured node = reading.node();
        int rows = reading.containers().size();
        if (node == null && rows == 0) {
            return new Failed(Reason.NO_CONTAINERS, "neither node nor containers are listed");
        }
        nowMillis = clock.millis();
        Failed skewed = node == null ? null : skewed(node.timestampMillis());
        if (skewed != null) {
            return skewed;
        }
        begin(samples, trust, rows, from);
        int taken = node == null || !isNear(node.timestampMillis()) ? 0 : node(node, samples);
        for (int row = 0; row < rows; row++) {
            taken += container(reading.containers().get(row), row, samples, trust);
        }
        return committed(samples, trust, taken, rows);
    }

    /** Takes in a node whose containers could not be read: what is known of them stays. */
    ScrapeOutcome storeNode(Measured node, NodeSamples samples) {
        nowMillis = clock.millis();
        Failed skewed = skewed(node.timestampMillis());
        if (skewed != null) {
            return skewed;
        }
        samples.begin(nanos.getAsLong());
        node(node, samples);
        samples.commitNode();
        telemetry.increment(Counter.SAMPLES_TAKEN);
        return new Scraped(0);
    }

    private void begin(NodeSamples samples, PodTrust trust, int rows, SampleSource from) {
        nowNanos = nanos.getAsLong();
        trust.begin(rows, nowNanos);
        samples.begin(nowNanos, from);
    }

    private Scraped committed(NodeSamples samples, PodTrust trust, int taken, int rows) {
        trust.end();
        samples.commit();
        telemetry.add(Counter.SAMPLES_TAKEN, taken);
        return new Scraped(rows);
    }

    /** Why nothing of an answer counts, or null if something does. */
    private @Nullable Failed unusable(ScrapeTable table) {
        if (table.rows() == 0 && !table.nodeSampled()) {
            return new Failed(Reason.NO_CONTAINERS, "neither node nor containers are listed");
        }
        if (!table.nodeSampled() && !table.measured()) {
            return new Failed(
                    Reason.NO_CONTAINERS,
                    "none of " + table.rows() + " containers shows more than zeros");
        }
        long newest = newestMillis(table);
        return newest == NO_TIME ? null : skewed(newest);
    }

    private @Nullable Failed skewed(long sampleMillis) {
        boolean dated = offsetMillis != HttpDate.NONE;
        // Where the clock is right, old samples are only old.
        boolean old = dated && isNear(nowMillis + offsetMillis) && sampleMillis < nowMillis;
        if (old || isNear(sampleMillis)) {
            return null;
        }
        String clock = dated ? " date_offset_ms=" + offsetMillis : "";
        return new Failed(Reason.CLOCK_SKEW, "offset_ms=" + (sampleMillis - nowMillis) + clock);
    }

    private boolean isNear(long sampleMillis) {
        return sampleMillis <= nowMillis + maxSkewMillis
                && sampleMillis >= nowMillis - maxSkewMillis;
    }

    private int node(ScrapeTable table, NodeSamples samples) {
        if (!table.nodeSampled() || !isNear(table.nodeTimestampMillis())) {
            return 0;
        }
        samples.node(table.nodeTimestampMillis(), table.nodeCpuNanos(), table.nodeMemoryBytes());
        samples.nodeSwap(table.nodeSwapBytes());
        return 1;
    }

    private static int node(Measured node, NodeSamples samples) {
        samples.node(node.timestampMillis(), node.cpuNanos(), node.memoryBytes());
        samples.nodeSwap(node.swapBytes());
        samples.nodeEphemeralStorage(node.ephemeralStorageBytes());
        return 1;
    }

    private int container(ScrapeTable table, int row, NodeSamples samples, PodTrust trust) {
        PodKey pod = table.pod(row);
        boolean impossible = table.impossible(row);
        boolean usable = !impossible && table.sampled(row) && isNear(table.timestampMillis(row));
        return switch (trust.of(row, pod, table.startMillis(row), nowMillis)) {
            case REFUSED -> 0;
            case WAITING -> {
                if (usable) {
                    trust.hold(pod, table.container(row), held(table, row));
                }
                yield 0;
            }
            case BOUND -> {
                if (impossible) {
                    trust.impossible(pod);
                }
                yield usable
                        ? take(table, row, samples, trust)
                        : list(pod, table.container(row), samples);
            }
        };
    }

    private static int take(ScrapeTable table, int row, NodeSamples samples, PodTrust trust) {
        trust.release(table.pod(row), table.container(row), samples);
        samples.container(
                table.pod(row),
                table.container(row),
                table.startMillis(row),
                table.timestampMillis(row),
                table.cpuNanos(row),
                table.memoryBytes(row));
        if (table.withSwap()) {
            samples.swap(table.swapBytes(row));
        }
        return 1;
    }

    private HeldSample held(ScrapeTable table, int row) {
        return new HeldSample(
                nowNanos,
                table.startMillis(row),
                table.timestampMillis(row),
                table.cpuNanos(row),
                table.memoryBytes(row));
    }

    private int container(SummaryReading.Row row, int index, NodeSamples samples, PodTrust trust) {
        Measured measured = row.measured();
        boolean usable = measured.complete() && isNear(measured.timestampMillis());
        return switch (trust.of(index, row.pod(), measured.startMillis(), nowMillis)) {
            case REFUSED -> 0;
            case WAITING -> {
                if (usable) {
                    trust.hold(row.pod(), row.container(), held(measured));
                }
                yield 0;
            }
            case BOUND -> {
                trust.release(row.pod(), row.container(), samples);
                yield usable ? take(row, samples) : list(row.pod(), row.container(), samples);
            }
        };
    }

    private static int take(SummaryReading.Row row, NodeSamples samples) {
        Measured measured = row.measured();
        samples.container(
                row.pod(),
                row.container(),
                measured.startMillis(),
                measured.timestampMillis(),
                measured.cpuNanos(),
                measured.memoryBytes());
        samples.swap(measured.swapBytes());
        samples.ephemeralStorage(measured.ephemeralStorageBytes());
        return 1;
    }

    private HeldSample held(Measured measured) {
        return new HeldSample(
                nowNanos,
                measured.startMillis(),
                measured.timestampMillis(),
                measured.cpuNanos(),
                measured.memoryBytes());
    }

    private static int list(PodKey pod, String container, NodeSamples samples) {
        samples.container(pod, container);
        return 0;
    }

    /** The node's own clock: that of its own sample, or of its newest container. */
    private static long newestMillis(ScrapeTable table) {
        if (table.nodeSampled()) {
            return table.nodeTimestampMillis();
        }
        long newest = NO_TIME;
        for (int row = 0; row < table.rows(); row++) {
            if (table.sampled(row) && !table.impossible(row)) {
                newest = Math.max(newest, table.timestampMillis(row));
            }
        }
        return newest;
    }
}
