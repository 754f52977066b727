package io.kubemeter.kubelet;

import io.kubemeter.model.Reason;
import io.kubemeter.store.NodeSamples;

/**
 * Notices a kubelet that answers well and measures nothing: its answers come, and the node's newest
 * sample may not be served any more. No scrape fails of that, so it is told and counted here.
 *
 * <p>Owner: the event loop that owns the node.
 */
final class Standstill {
    private final ScrapeLoop loop;
    private final NodeSamples samples;
    private boolean standing;

    Standstill(ScrapeLoop loop, NodeSamples samples) {
        this.loop = loop;
        this.samples = samples;
    }

    /** A scrape has ended. */
    void after(ScrapeOutcome outcome, long nowNanos) {
        boolean scraped = outcome instanceof ScrapeOutcome.Scraped;
        boolean stands = scraped && samples.nodeStale(nowNanos);
        if (stands) {
            loop.telemetry().scrapes().fruitless(Reason.STALE.label());
        }
        if (stands == standing) {
            return;
        }
        move(stands);
        if (stands) {
            loop.log().standing(samples.name());
        } else if (scraped) {
            loop.log().recovered(samples.name(), Reason.STALE);
        }
    }

    /** The node is gone. */
    void close() {
        if (standing) {
            move(false);
        }
    }

    private void move(boolean stands) {
        standing = stands;
        loop.counts().moved(stands ? null : Reason.STALE, stands ? Reason.STALE : null);
    }
}
