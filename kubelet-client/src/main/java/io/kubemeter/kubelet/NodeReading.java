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
    /** What an answer is read for. */
    enum Part {
        /** The resource metrics. */
        RESOURCE,
        /** The summary, in their place. */
        SUMMARY,
        /** Of the summary, beside them, only what they do not tell. */
        EXTRAS
    }

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

    /** Reads an answer for this part of what is known of the node. */
    ScrapeOutcome read(Part part, byte[] body, int length) {
        long most = loop.mostBytes(node);
        if (length > most) {
            return new Failed(
                    Reason.TOO_LARGE, "bytes=" + length + " max=" + most + " for its pods");
        }
        try {
            return switch (part) {
                case RESOURCE -> resource(body, length);
                case SUMMARY -> take(decoded(body, length));
                case EXTRAS -> takeExtras(decoded(body, length));
            };
        } catch (MalformedSummaryException e) {
            return new Failed(Reason.MALFORMED, "stats/summary: " + e.getMessage());
        }
    }

    private SummaryReading decoded(byte[] body, int length) throws MalformedSummaryException {
        SummaryReading summary = loop.summaries().decode(body, length);
        loop.telemetry().add(Counter.SCRAPED_BYTES, length);
        return summary;
    }

    private ScrapeOutcome take(SummaryReading summary) {
        // No more than the resource metrics had, and with coarser times.
        boolean same = held != null && summary.containers().isEmpty();
        return same
                ? new Scraped(0)
                : loop.intake().store(summary, samples, trust, SampleSource.SUMMARY);
    }

    /** CPU is left aside: times cut to the second are felt by samples 15 seconds apart. */
    private ScrapeOutcome takeExtras(SummaryReading summary) {
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
    }

    /** What only a summary tells is not known any more. */
    void withoutExtras() {
        samples.ephemeralStorage(ExtraUsage.ABSENT, (_, _) -> ExtraUsage.ABSENT);
    }

    /** A node without measured containers is held back. */
    private ScrapeOutcome resource(byte[] body, int length) {
        return switch (loop.decoder().decode(memory, body, length, startedMillis)) {
            case DecodeResult.Decoded(var table) -> take(table, length);
            case DecodeResult.Refused(Reason reason, int line, String problem) ->
                    new Failed(reason, "line=" + line + " " + problem);
        };
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
