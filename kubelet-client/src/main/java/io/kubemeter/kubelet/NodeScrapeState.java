package io.kubemeter.kubelet;

import io.kubemeter.model.NodeName;
import io.kubemeter.model.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the scraping of one node stands. An immutable snapshot; times are monotonic nanoseconds of
 * the scraper's clock.
 *
 * @param node the Node's name
 * @param last how the last finished scrape ended, or null before the first
 * @param lastFinishedNanos when it ended
 * @param lastScrapedNanos when samples were last stored; only meaningful if {@code everScraped}
 * @param everScraped whether samples were ever stored
 * @param failures failed scrapes since the last good one
 * @param unproven why the peer would be refused if verification were enforced, or null if it is
 *     proven or unknown
 * @param unprovenDetail what was seen of such a peer, for people; empty for others
 * @param clockOffset how far the kubelet's clock is ahead of ours by its last answer, to half a
 *     second, or null if it did not say
 */
public record NodeScrapeState(
        NodeName node,
        @Nullable ScrapeOutcome last,
        long lastFinishedNanos,
        long lastScrapedNanos,
        boolean everScraped,
        int failures,
        @Nullable Reason unproven,
        String unprovenDetail,
        @Nullable Duration clockOffset) {
    /** The state of a node that was never scraped. */
    static NodeScrapeState fresh(NodeName node) {
        return new NodeScrapeState(node, null, 0, 0, false, 0, null, "", null);
    }

    /** Why the last scrape failed, or null if it did not. */
    public @Nullable Reason reason() {
        return last instanceof ScrapeOutcome.Failed failed ? failed.reason() : null;
    }
}
