package io.kubemeter.store;

import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one node and its pods. Pods live inside their node, so no node can touch what
 * another one reported.
 *
 * <p><b>Owner:</b> the event loop that owns the node calls {@link #begin}, {@link #node}, {@link
 * #container}, {@link #commit} and {@link #awaitsPair}. {@link #node()}, {@link #pod} and the other
 * reads may be called by any thread.
 *
 * <p>A sample can be read as soon as it is given. Which pods and containers there are changes with
 * {@link #commit} only; a scrape that failed calls neither begin nor commit, so it changes nothing.
 */
public final class NodeSamples {
    private static final int FIRST_ROWS = 16;
    private static final int MISSED_SCRAPES = 2;

    private final NodeName name;
    private final StoreRules rules;
    private final Series nodeSeries;

    /** The series of the last scrape in the order of its rows: the guess for this one's. */
    private @Nullable Series[] rows = new @Nullable Series[FIRST_ROWS];

    private int rowsBefore;
    private int rowsNow;
    private boolean sameRows;

    /** Whether there are containers that the last scrape did not name. */
    private boolean holding;

    private int waiting;
    private int scrape;
    private long scrapeNanos;
    private SampleSource source = SampleSource.RESOURCE;
    private @Nullable NewSeries newSeries;

    private volatile PodTable pods = PodTable.EMPTY;
    private volatile boolean nodeNamed;
    private volatile long receivedNanos;

    NodeSamples(NodeName name, StoreRules rules) {
        this.name = name;
        this.rules = rules;
        this.nodeSeries = Series.of(null, "", rules);
    }

    /** Whose samples these are. */
    public NodeName name() {
        return name;
    }

    /**
     * Begins to take in a scrape that was received, whole and decoded, at this monotonic time.
     *
     * <p>The two sources give other times to one measurement, so where a node changes from one to
     * the other no pair spans the change; the last pair stays until there is a new one.
     */
    public void begin(long nowNanos, SampleSource from) {
        if (from != source && scrape > 0) {
            part();
        }
        source = from;
        scrape++;
        scrapeNanos = nowNanos;
        rowsBefore = rowsNow;
        rowsNow = 0;
        waiting = 0;
        sameRows = true;
        newSeries = null;
    }

    /** As {@link #begin(long, SampleSource)}, from the resource metrics. */
    public void begin(long nowNanos) {
        begin(nowNanos, SampleSource.RESOURCE);
    }

    /** Takes in the node's own sample. Nodes tell no start time; a reboot is a counter reset. */
    public void node(long timestampMillis, long cpuNanos, long memoryBytes) {
        nodeSeries.offer(0, timestampMillis, cpuNanos, memoryBytes, scrapeNanos, rules);
        if (nodeSeries.awaitsPair()) {
            waiting++;
        }
        nodeNamed = true;
    }

    /**
     * Takes in a container's sample. No allocation while the rows of every scrape come in the same
     * order. A container that a scrape names twice keeps its first sample: the decoder has let the
     * last one win already.
     *
     * @param startMillis when the container started, or 0 where that is unknown
     */
    public void container(
            PodKey pod,
            String container,
            long startMillis,
            long timestampMillis,
            long cpuNanos,
            long memoryBytes) {
        Series series = seriesOf(pod, container);
        if (!series.namedBy(scrape)) {
            return;
        }
        series.offer(startMillis, timestampMillis, cpuNanos, memoryBytes, scrapeNanos, rules);
        if (series.awaitsPair()) {
            waiting++;
        }
    }

    /** Notes a container that the kubelet lists without a whole sample. It keeps what it has. */
    public void container(PodKey pod, String container) {
        Series series = seriesOf(pod, container);
        if (series.namedBy(scrape) && series.awaitsPair()) {
            waiting++;
        }
    }

    /**
     * Takes in a sample of a container that was received before this scrape and held back until
     * now. To be called right before the same container's part of this scrape.
     */
    public void earlier(PodKey pod, String container, HeldSample sample) {
        Series series = seriesOf(pod, container);
        rowsNow--;
        series.offer(
                sample.startMillis(),
                sample.timestampMillis(),
                sample.cpuNanos(),
                sample.memoryBytes(),
                sample.receivedNanos(),
                rules);
    }

    /** Publishes the node's own sample; of pods the scrape says nothing, so they stay. */
    public void commitNode() {
        rowsNow = rowsBefore;
        newSeries = null;
        receivedNanos = scrapeNanos;
    }

    /** Takes in the swap of the container that was given last. */
    public void swap(long bytes) {
        Series last = last();
        if (last != null) {
            last.swap(bytes);
        }
    }

    /** Takes in the ephemeral storage of the container that was given last. */
    public void ephemeralStorage(long bytes) {
        Series last = last();
        if (last != null) {
            last.ephemeralStorage(bytes);
        }
    }

    /** Takes in the swap of the node. */
    public void nodeSwap(long bytes) {
        nodeSeries.swap(bytes);
    }

    /** Takes in the ephemeral storage of the node. */
    public void nodeEphemeralStorage(long bytes) {
        nodeSeries.ephemeralStorage(bytes);
    }

    /** Takes in the ephemeral storage of the node and of all that it runs, between two scrapes. */
    public void ephemeralStorage(long nodeBytes, ToLongBiFunction<PodKey, String> bytes) {
        nodeEphemeralStorage(nodeBytes);
        for (PodEntry pod : pods.entries()) {
            for (int i = 0; i < pod.size(); i++) {
                Series series = pod.series(i);
                series.ephemeralStorage(bytes.applyAsLong(pod.key(), series.name()));
            }
        }
    }

    private @Nullable Series last() {
        return rowsNow == 0 ? null : rows[rowsNow - 1];
    }

    /**
     * Publishes the scrape: pods that it did not name are gone. Kubelets do not list a container
     * between two lives either, and without it its pod would seem to use less; so it stays for as
     * long as its last pair may be served, or for two scrapes where it has none yet.
     */
    public void commit() {
        if (!sameRows || rowsNow != rowsBefore || holding) {
            Arrays.fill(rows, rowsNow, Math.max(rowsNow, rowsBefore), null);
            long nextNanos = scrapeNanos + TimeUnit.MILLISECONDS.toNanos(rules.resolutionMillis());
            RowGroups.Grouped grouped =
                    RowGroups.group(rows, rowsNow, pods, series -> stays(series, nextNanos));
            pods = grouped.pods();
            holding = grouped.holds();
        }
        newSeries = null;
        receivedNanos = scrapeNanos;
    }

    /**
     * Whether something in the last scrape has no pair yet, so that an early second scrape pays.
     */
    public boolean awaitsPair() {
        return waiting > 0;
    }

    /** The node's own series, or null before its first sample. */
    public @Nullable Series node() {
        return nodeNamed ? nodeSeries : null;
    }

    /** Whether the node's newest sample is too old to be served; false before its first one. */
    public boolean nodeStale(long nowNanos) {
        return nodeNamed && nodeSeries.stale(nowNanos, rules);
    }

    /** The pod's entry, or null if the last scrape did not name it. */
    public @Nullable PodEntry pod(PodKey key) {
        return pods.find(key);
    }

    /** All pods of the last scrape, in no order. */
    public Collection<PodEntry> pods() {
        return pods.entries();
    }

    /** How many pods the last scrape named. */
    public int podCount() {
        return pods.size();
    }

    /** When the last committed scrape was received, on the monotonic clock of the scraper. */
    public long receivedNanos() {
        return receivedNanos;
    }

    long containersWithPair() {
        return pods.seriesWithPair();
    }

    private boolean stays(Series series, long nextNanos) {
        return series.ring().hasPair()
                ? !series.stale(nextNanos, rules)
                : series.namedSince(scrape - MISSED_SCRAPES);
    }

    private void part() {
        nodeSeries.part();
        for (PodEntry pod : pods.entries()) {
            for (int i = 0; i < pod.size(); i++) {
                pod.series(i).part();
            }
        }
    }

    private Series seriesOf(PodKey pod, String container) {
        int row = rowsNow++;
        if (row < rowsBefore) {
            Series guess = rows[row];
            if (guess != null && guess.is(pod, container)) {
                return guess;
            }
        }
        sameRows = false;
        Series found = find(pod, container);
        if (row == rows.length) {
            rows = Arrays.copyOf(rows, rows.length * 2);
        }
        rows[row] = found;
        return found;
    }

    private Series find(PodKey pod, String container) {
        PodEntry entry = pods.find(pod);
        Series known = entry == null ? null : entry.find(container);
        if (known != null) {
            return known;
        }
        if (newSeries == null) {
            newSeries = new NewSeries(rules);
        }
        return newSeries.of(pod, container);
    }
}
