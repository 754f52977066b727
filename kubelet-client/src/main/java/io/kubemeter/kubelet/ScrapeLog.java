package io.kubemeter.kubelet;

import io.kubemeter.model.NodeName;
import io.kubemeter.model.Reason;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the scraping of a node changes for the worse or the better; once per change, and with a
 * bound on lines, since a thousand nodes may change at once.
 *
 * <p>Owner: one event loop.
 */
final class ScrapeLog {
    private static final Logger LOG = LoggerFactory.getLogger(ScrapeLog.class);
    private static final int LINES_PER_WINDOW = 20;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReasonCounts counts;
    private final LongSupplier nanos;
    private long windowEndsNanos;
    private int lines;
    private long suppressed;

    ScrapeLog(ReasonCounts counts, LongSupplier nanos) {
        this.counts = counts;
        this.nanos = nanos;
        this.windowEndsNanos = nanos.getAsLong() + WINDOW_NANOS;
    }

    /** A node's scrape failed for another reason than before. */
    void failing(NodeName node, Reason reason, String detail) {
        if (mayWrite()) {
            LOG.warn(
                    "Failed to scrape node node={} reason={} code={} nodes={} suppressed={} detail=\"{}\"",
                    node,
                    reason.label(),
                    reason.code(),
                    counts.nodes(reason),
                    taken(),
                    detail);
        }
    }

    /** A node that failed is scraped again. */
    void recovered(NodeName node, Reason before) {
        if (mayWrite()) {
            LOG.info(
                    "Scraped node again node={} reason_before={} nodes={} suppressed={}",
                    node,
                    before.label(),
                    counts.nodes(before),
                    taken());
        }
    }

    /** A node's peer is talked to although it is not proven, or is proven again. */
    void proof(NodeName node, @Nullable Reason unproven) {
        if (mayWrite()) {
            LOG.warn(
                    "Kubelet would be refused if verification were enforced node={} reason={} suppressed={}",
                    node,
                    unproven == null ? "none" : unproven.label(),
                    taken());
        }
    }

    /** A bug of ours spoiled one node's scrape. */
    void defect(NodeName node, RuntimeException defect) {
        if (mayWrite()) {
            LOG.error("Defect while reading a scrape node={} suppressed={}", node, taken(), defect);
        }
    }

    private boolean mayWrite() {
        long now = nanos.getAsLong();
        if (now - windowEndsNanos >= 0) {
            windowEndsNanos = now + WINDOW_NANOS;
            lines = 0;
        }
        if (lines >= LINES_PER_WINDOW) {
            suppressed++;
            return false;
        }
        lines++;
        return true;
    }

    private long taken() {
        long taken = suppressed;
        suppressed = 0;
        return taken;
    }
}
