package io.kubemeter.kubelet;

import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.kubelet.exposition.DecodeResult;
import io.kubemeter.kubelet.exposition.RowMemory;
import io.kubemeter.kubelet.exposition.ScrapeTable;
import io.kubemeter.kubelet.pool.HttpDate;
import io.kubemeter.kubelet.summary.MalformedSummaryException;
import io.kubemeter.kubelet.summary.Measured;
import io.kubemeter.kubelet.summary.SummaryReading;
import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleSource;
import io.kubemeter.telemetry.Counter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one node answers into its samples: its resource metrics, its summary, or in one scrape
 * the one after the other.
 *
 * <p>Owner: its {@link NodeScrape}.
 */
final class NodeReading {
    private final ScrapeLoop loop;
    private final NodeName node;
    private final NodeSamples samples;
    private final PodTrust trust;
    private final RowMemory memory = new RowMemory();
    private long startedMillis;
    private long sampledMillis = HttpDate.NONE;

    /** The node's own sample, where the resource metrics measured no container. */
    private @Nullable Measured held;

    NodeReading(ScrapeLoop loop, NodeName node, NodeSamples samples, PodTrust trust) {
        this.loop = loop;
        this.node = node;
        this.samples = samples;
        this.trust = trust;
    }

    /** A scrape begins. */
    void begin(long nowMillis) {
        startedMillis = nowMillis;
        sampledMillis = HttpDate.NONE;
        held = null;
    }

    /** The node's own time of its sample in this scrape, or {@link HttpDate#NONE}. */
    long sampledMillis() {
        return sampledMillis;
    }

    /** Reads an answer: the summary, or else the resource metrics. */
    ScrapeOutcome read(boolean asSummary, byte[] body, int length) {
        Failed large = tooLarge(length);
        if (large != null) {
            return large;
        }
        return asSummary ? summary(body, length) : resource(body, length);
    }

    /**
     * Reads of a summary only what the resource metrics do not tell. Its CPU is left aside: a
     * summary's times are cut to the second, which a pair of samples 15 seconds apart feels.
     */
    ScrapeOutcome extras(byte[] body, int length) {
        Failed large = tooLarge(length);
        if (large != null) {
            return large;
        }
        try {
            SummaryReading summary = loop.summaries().decode(body, length);
            loop.telemetry().add(Counter.SCRAPED_BYTES, length);
            Map<PodKey, Map<String, Long>> disks = new HashMap<>();
            for (SummaryReading.Row row : summary.containers()) {
                disks.computeIfAbsent(row.pod(), _ -> new HashMap<>())
                        .put(row.container(), row.measured().ephemeralStorageBytes());
            }
            Measured own = summary.node();
            samples.ephemeralStorage(
                    own == null ? ExtraUsage.ABSENT : own.ephemeralStorageBytes(),
                    (pod, container) ->
                            disks.getOrDefault(pod, Map.of())
                                    .getOrDefault(container, ExtraUsage.ABSENT));
            return new Scraped(summary.containers().size());
        } catch (MalformedSummaryException e) {
            return malformed(e);
        }
    }

    /** What only a summary tells is not known any more. */
    void withoutExtras() {
        samples.ephemeralStorage(ExtraUsage.ABSENT, (_, _) -> ExtraUsage.ABSENT);
    }

    private @Nullable Failed tooLarge(int length) {
        long most = loop.mostBytes(node);
        if (length > most) {
            return new Failed(
                    Reason.TOO_LARGE, "bytes=" + length + " max=" + most + " for its pods");
        }
        return null;
    }

    private static Failed malformed(MalformedSummaryException e) {
        return new Failed(Reason.MALFORMED, "stats/summary: " + e.getMessage());
    }

    /** A node without measured containers is held back. */
    private ScrapeOutcome resource(byte[] body, int length) {
        return switch (loop.decoder().decode(memory, body, length, startedMillis)) {
            case DecodeResult.Decoded(var table) -> take(table, length);
            case DecodeResult.Refused(Reason reason, int line, String problem) ->
                    new Failed(reason, "line=" + line + " " + problem);
        };
    }

    private ScrapeOutcome summary(byte[] body, int length) {
        try {
            SummaryReading reading = loop.summaries().decode(body, length);
            loop.telemetry().add(Counter.SCRAPED_BYTES, length);
            // No more than the resource metrics had, and with coarser times.
            boolean same = held != null && reading.containers().isEmpty();
            return same
                    ? new Scraped(0)
                    : loop.intake().store(reading, samples, trust, SampleSource.SUMMARY);
        } catch (MalformedSummaryException e) {
            return malformed(e);
        }
    }

    /** Whether the node's own sample waits for what the summary says. */
    boolean holdsNode() {
        return held != null;
    }

    /** What an answer is worth of which so far only the node's own sample counts. */
    ScrapeOutcome known(ScrapeOutcome resource) {
        return held == null ? resource : new Scraped(0);
    }

    /** The outcome of the resource metrics alone: what was held back is stored. */
    ScrapeOutcome settled(ScrapeOutcome resource) {
        Measured alone = held;
        if (alone == null) {
            return resource;
        }
        // Containers that are listed and not measured keep what they have.
        return resource instanceof Scraped(int rows) && rows > 0
                ? loop.intake().storeNode(alone, samples)
                : loop.intake()
                        .store(
                                new SummaryReading(alone, List.of()),
                                samples,
                                trust,
                                SampleSource.RESOURCE);
    }

    private ScrapeOutcome take(ScrapeTable table, int length) {
        sampledMillis = table.nodeSampled() ? table.nodeTimestampMillis() : HttpDate.NONE;
        boolean alone = !table.measured() && table.nodeSampled();
        if (!alone) {
            return loop.intake().store(table, samples, trust, length);
        }
        held =
                new Measured(
                        0,
                        table.nodeTimestampMillis(),
                        table.nodeCpuNanos(),
                        table.nodeMemoryBytes(),
                        ExtraUsage.ABSENT,
                        table.nodeSwapBytes(),
                        true);
        return new Scraped(table.rows());
    }
}
