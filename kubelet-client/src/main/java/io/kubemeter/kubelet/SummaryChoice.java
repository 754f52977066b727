package io.kubemeter.kubelet;

import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.model.Reason;
import java.util.concurrent.TimeUnit;

/**
 * Which of its two sources a node is read from, and whether the summary adds what only it has. What
 * a node turned out not to have is remembered for a while and tried again.
 *
 * <p>Owner: the event loop that owns the node.
 */
final class SummaryChoice {
    private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** For what may pass: a node without containers, a summary that did not come. */
    private static final long PASSING_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final StatsSummary mode;

    /** Whether only the summary has something that is asked for. */
    private final boolean wanted;

    private boolean preferred;
    private boolean useless;
    private long untilNanos;

    /** Whether the summary added nothing when it was asked beside the resource metrics. */
    private boolean lacking;

    private long lackingUntilNanos;

    SummaryChoice(StatsSummary mode, boolean wanted) {
        this.mode = mode;
        this.wanted = wanted && mode == StatsSummary.AUTO;
    }

    /** Whether a scrape begins with the summary. */
    boolean isFirst(long nowNanos) {
        forget(nowNanos);
        return mode == StatsSummary.ALWAYS || preferred;
    }

    /** Whether the summary may have what the resource metrics did not. */
    boolean mayHelp(ScrapeOutcome outcome, long nowNanos) {
        forget(nowNanos);
        boolean empty =
                switch (outcome) {
                    case Scraped(int containers) -> containers == 0;
                    case Failed(Reason reason, String detail) ->
                            reason == Reason.NOT_SUPPORTED || reason == Reason.NO_CONTAINERS;
                };
        return mode == StatsSummary.AUTO && !useless && empty;
    }

    /** Whether the summary is asked beside resource metrics that were read. */
    boolean mayAdd(ScrapeOutcome outcome, long nowNanos) {
        if (lacking && nowNanos - lackingUntilNanos >= 0) {
            lacking = false;
        }
        return wanted && !lacking && outcome instanceof Scraped;
    }

    /** The summary could not be had when it was asked beside the resource metrics. */
    void lacks(Reason reason, long nowNanos) {
        lacking = true;
        boolean passes = reason != Reason.NOT_SUPPORTED && reason != Reason.FORBIDDEN;
        lackingUntilNanos = nowNanos + (passes ? PASSING_NANOS : REMEMBERED_NANOS);
    }

    /** Whether the summary helped when it was asked in place of the resource metrics. */
    boolean asked(ScrapeOutcome outcome, long nowNanos) {
        preferred = outcome instanceof Scraped scraped && scraped.containers() > 0;
        useless = !preferred;
        // A node that has no containers yet may have some soon.
        boolean empty = outcome instanceof Scraped && useless;
        untilNanos = nowNanos + (empty ? PASSING_NANOS : REMEMBERED_NANOS);
        return preferred;
    }

    private void forget(long nowNanos) {
        if ((preferred || useless) && nowNanos - untilNanos >= 0) {
            preferred = false;
            useless = false;
        }
    }
}
