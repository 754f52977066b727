package io.kubemeter.kubelet.schedule;

import java.time.Duration;

/**
 * The rules of when nodes are scraped, the same for all. Immutable.
 *
 * <p>Each node has its place in the period, given by its name alone, so that the load is even and
 * replicas agree.
 */
public final class ScrapeClock {
    private static final long LONGEST_FIRST_STEP_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_TICK_NANOS = Duration.ofMillis(100).toNanos();
    private static final long SHORTEST_TICK_NANOS = Duration.ofMillis(5).toNanos();

    private final long periodNanos;
    private final long stepNanos;

    public ScrapeClock(Duration period) {
        this.periodNanos = period.toNanos();
        this.stepNanos = Math.min(LONGEST_FIRST_STEP_NANOS, periodNanos / 8);
    }

    /** How coarse the wheel may be. */
    public static long tickNanos(Duration period, Duration requestTimeout) {
        long wanted = Math.min(period.toNanos() / 150, requestTimeout.toNanos() / 50);
        return Math.clamp(wanted, SHORTEST_TICK_NANOS, LONGEST_TICK_NANOS);
    }

    /** The schedule of one node. */
    public NodeSchedule schedule(String node) {
        return new NodeSchedule(this, mix(node.hashCode()));
    }

    long periodNanos() {
        return periodNanos;
    }

    /** The first wait before an early or repeated scrape; later ones double. */
    long stepNanos() {
        return stepNanos;
    }

    /** Spreads hashes of similar names (node-1, node-2) evenly; the finisher of SplitMix64. */
    static long mix(long seed) {
        long z = seed * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
