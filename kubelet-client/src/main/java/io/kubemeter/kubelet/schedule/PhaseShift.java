package io.kubemeter.kubelet.schedule;

import java.util.concurrent.TimeUnit;

/**
 * How much earlier than at its hashed place a node is scraped, so that it is scraped soon after its
 * kubelet has refreshed what it serves. Learned from how old the node's own sample is when it
 * comes, by the kubelet's clock alone: where several scrapes in a row find it equally old, the
 * refresh fits the period, and beginning that much earlier finds it young. Where it does not fit,
 * as 10 s do not fit 15 s, ages differ and nothing is shifted.
 *
 * <p>Owner: the event loop that owns the node.
 */
final class PhaseShift {
    /** A kubelet tells its time in whole seconds. */
    private static final long EQUAL_MILLIS = 1_500;

    private static final long YOUNG_MILLIS = 1_500;
    private static final long WORTH_MILLIS = 3_000;
    private static final int ENOUGH = 4;

    private final long periodNanos;
    private long nanos;
    private long lastMillis;
    private int equal;

    PhaseShift(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /** How much earlier, less than a period. */
    long nanos() {
        return nanos;
    }

    /** A scrape at the node's place in the period found its sample so old. */
    void observed(long ageMillis) {
        boolean same = equal > 0 && Math.abs(ageMillis - lastMillis) <= EQUAL_MILLIS;
        lastMillis = ageMillis;
        equal = same ? equal + 1 : 1;
        long ageNanos = TimeUnit.MILLISECONDS.toNanos(ageMillis);
        if (equal >= ENOUGH && ageMillis >= WORTH_MILLIS && ageNanos < periodNanos) {
            nanos = (nanos + ageNanos - TimeUnit.MILLISECONDS.toNanos(YOUNG_MILLIS)) % periodNanos;
            equal = 0;
        }
    }
}
