package io.kubemeter.kubelet;

import io.kubemeter.telemetry.Histogram;
import java.util.concurrent.TimeUnit;

/**
 * Measures rounds for {@code metrics_server_manager_tick_duration_seconds}: how much of each period
 * went by with scrapes under way. Upstream scrapes all nodes together and measures until the last
 * one ends; here nodes have their own times in the period, so the pauses between them are left out.
 *
 * <p>Owner: one event loop.
 */
final class ScrapeRound {
    private final Histogram durations;
    private final long periodNanos;
    private int underWay;
    private long busySinceNanos;
    private long busyNanos;
    private long endsNanos;
    private boolean open;

    ScrapeRound(Histogram durations, long periodNanos) {
        this.durations = durations;
        this.periodNanos = periodNanos;
    }

    /** A scrape begins: the first one of a round, or one more. */
    void began(long nowNanos) {
        if (open && nowNanos - endsNanos >= 0) {
            close(nowNanos);
        }
        if (!open) {
            open = true;
            busyNanos = 0;
            endsNanos = nowNanos + periodNanos;
            // What is still under way from the round before counts for both, each its part.
            busySinceNanos = nowNanos;
        } else if (underWay == 0) {
            busySinceNanos = nowNanos;
        }
        underWay++;
    }

    /** A scrape that began has ended, in whatever way. */
    void ended(long nowNanos) {
        underWay--;
        if (underWay > 0) {
            return;
        }
        busyNanos += nowNanos - busySinceNanos;
        if (nowNanos - endsNanos >= 0) {
            observe();
        }
    }

    private void close(long nowNanos) {
        if (underWay > 0) {
            busyNanos += nowNanos - busySinceNanos;
        }
        observe();
    }

    private void observe() {
        open = false;
        durations.observeMillis(TimeUnit.NANOSECONDS.toMillis(busyNanos));
    }
}
