package io.kubemeter.store;

import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.PodKey;
import io.kubemeter.ring.SamplePair;
import io.kubemeter.ring.SampleRing;
import io.kubemeter.store.AppendRule.Verdict;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One container's or node's measurements over time, and the rules of what is appended to them.
 *
 * <p><b>Owner:</b> the event loop that owns the node appends; any thread reads.
 *
 * <p>Whatever would make a pair that must not be served starts a fresh ring instead, so a reader
 * that finds a pair may serve it.
 */
public sealed class Series permits ExtraSeries {
    private final @Nullable PodKey pod;
    private final String name;

    /** Replaced, never emptied: a reader keeps what it has loaded. */
    private volatile SampleRing ring = new SampleRing();

    /**
     * A new life's history, or one by another source, until it has a pair of its own: so long the
     * last pair may be served. Null where there is none. Owner only.
     */
    private @Nullable SampleRing parted;

    /**
     * Written before the sample is appended, so that no reader takes a new sample for an old one.
     */
    private volatile long receivedNanos;

    /** The scrape that named this series last. Owner only. */
    private int scrape;

    Series(@Nullable PodKey pod, String name) {
        this.pod = pod;
        this.name = name;
    }

    static Series of(@Nullable PodKey pod, String name, StoreRules rules) {
        return rules.extras().isEmpty() ? new Series(pod, name) : new ExtraSeries(pod, name);
    }

    /** The container's name; empty for a node. */
    public String name() {
        return name;
    }

    /** The history that holds now; load it once per read. */
    public SampleRing ring() {
        return ring;
    }

    /** When the newest sample was first received, on the monotonic clock of the scraper. */
    public long receivedNanos() {
        return receivedNanos;
    }

    /** Whether there is a pair, and its newer sample is not older than this. */
    public final boolean hasPairSince(long millis) {
        SamplePair pair = new SamplePair();
        return ring.newestPair(pair) && pair.newestTimestampMillis() >= millis;
    }

    /** What the last scrape said of extra usage, or {@link ExtraUsage#ABSENT}. */
    public long extraBytes(ExtraUsage extra) {
        return ExtraUsage.ABSENT;
    }

    /** Takes in the ephemeral storage; nothing where nobody asked for extra usage. */
    void ephemeralStorage(long bytes) {}

    /** Takes in the swap; nothing where nobody asked for extra usage. */
    void swap(long bytes) {}

    /** Whether the newest sample is too old to be served. */
    public final boolean stale(long nowNanos, StoreRules rules) {
        return nowNanos - receivedNanos > TimeUnit.MILLISECONDS.toNanos(rules.maxSampleAgeMillis());
    }

    @Nullable PodKey pod() {
        return pod;
    }

    boolean is(PodKey otherPod, String otherName) {
        // Both begin with the comparison of references, which holds while rows repeat.
        return otherName.equals(name) && otherPod.equals(pod);
    }

    /** Notes that a scrape names this series; false if it did so before. */
    boolean namedBy(int thisScrape) {
        if (scrape == thisScrape) {
            return false;
        }
        scrape = thisScrape;
        return true;
    }

    /** Whether that scrape or a later one has named this series. */
    boolean namedSince(int thatScrape) {
        return scrape - thatScrape >= 0;
    }

    /** What follows is measured otherwise, and makes no pair with what is there. */
    void part() {
        parted = ring.isEmpty() ? null : new SampleRing();
    }

    /** Appends the sample if the rules allow it, to a fresh ring if no pair may span it. */
    void offer(
            long startMillis,
            long timestampMillis,
            long cpuNanos,
            long memoryBytes,
            long nowNanos,
            StoreRules rules) {
        SampleRing apart = parted;
        SampleRing held = apart == null ? ring : apart;
        if (AppendRule.unmeasured(
                startMillis, timestampMillis, cpuNanos, memoryBytes, rules.resolutionMillis())) {
            return;
        }
        boolean stale = stale(nowNanos, rules);
        Verdict verdict = AppendRule.judge(held, startMillis, timestampMillis, cpuNanos, stale);
        if (verdict == Verdict.SKIP) {
            return;
        }
        SampleRing target = verdict == Verdict.APPEND || held.isEmpty() ? held : new SampleRing();
        if (verdict == Verdict.BEGIN && rules.bornInWindow(timestampMillis - startMillis)) {
            target.append(startMillis, startMillis, 0, memoryBytes);
        }
        boolean besidePair = target != ring && ring.hasPair() && !stale;
        if (!besidePair) {
            receivedNanos = nowNanos;
        }
        target.append(startMillis, timestampMillis, cpuNanos, memoryBytes);
        if (besidePair && !target.hasPair()) {
            parted = target;
            return;
        }
        receivedNanos = nowNanos;
        parted = null;
        ring = target;
    }

    /** Whether the next sample makes the first pair of what is measured now. Owner only. */
    boolean awaitsPair() {
        return parted != null || !ring.hasPair();
    }
}
