package io.kubemeter.kubelet;

import io.kubemeter.model.NodeName;
import io.kubemeter.model.Reason;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says when the scraping of a node changes for the worse or the better; once per change, and with a
 * bound on lines, since a thousand nodes may change at once. What found no room is summed up by
 * reason when the window ends.
 *
 * <p>Owner: one event loop.
 */
final class ScrapeLog {
    private static final Logger LOG = LoggerFactory.getLogger(ScrapeLog.class);
    private static final int LINES_PER_WINDOW = 20;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReasonCounts counts;
    private final LongSupplier nanos;
    private final Set<Reason> unsaid = EnumSet.noneOf(Reason.class);
    private final Set<Reason> lacking = EnumSet.noneOf(Reason.class);
    private long windowEndsNanos;
    private int lines;
    private int suppressed;

    ScrapeLog(ReasonCounts counts, LongSupplier nanos) {
        this.counts = counts;
        this.nanos = nanos;
        this.windowEndsNanos = nanos.getAsLong() + WINDOW_NANOS;
    }

    /** A node's scrape failed for another reason than before. */
    void failing(NodeName node, Reason reason, String detail) {
        if (mayWrite(reason)) {
            of(LOG.atError(), node, reason)
                    .addKeyValue("err", reason.sentence(node.value()) + ": " + detail)
                    .addKeyValue("nodes", counts.nodes(reason))
                    .log("Failed to scrape node");
        }
    }

    /** A node is scraped well, and its samples do not get newer. */
    void standing(NodeName node) {
        if (mayWrite(Reason.STALE)) {
            of(LOG.atError(), node, Reason.STALE)
                    .addKeyValue("err", Reason.STALE.sentence(node.value()))
                    .addKeyValue("nodes", counts.nodes(Reason.STALE))
                    .log("Kubelet measures nothing new");
        }
    }

    /**
     * A node's summary cannot be had, and with it what only summaries tell. Each loop says it once
     * for each reason: what is lacking is a right or a kubelet's feature, and the same for most
     * nodes.
     */
    void lackingSummary(NodeName node, Reason reason, String detail) {
        if (lacking.add(reason) && mayWrite(reason)) {
            of(LOG.atWarn(), node, reason)
                    .addKeyValue("err", reason.sentence(node.value()) + ": " + detail)
                    .log("Extra usage is absent where /stats/summary cannot be read");
        }
    }

    /** A node that failed is scraped again. */
    void recovered(NodeName node, Reason before) {
        if (mayWrite(before)) {
            of(LOG.atInfo(), node, before)
                    .addKeyValue("nodes", counts.nodes(before))
                    .log("Scraped node again");
        }
    }

    /** A node's peer is talked to although it is not proven, or is proven again. */
    void proof(NodeName node, @Nullable Reason unproven, String detail) {
        if (unproven == null) {
            if (mayWrite(null)) {
                LOG.atInfo().addKeyValue("node", node).log("Kubelet is proven now");
            }
        } else if (mayWrite(unproven)) {
            of(LOG.atWarn(), node, unproven)
                    .addKeyValue("err", unproven.sentence(node.value()) + ": " + detail)
                    .log("Kubelet would be refused if verification were enforced");
        }
    }

    /** A bug of ours spoiled one node's scrape. */
    void defect(NodeName node, RuntimeException defect) {
        if (mayWrite(Reason.MALFORMED)) {
            LOG.atError()
                    .setCause(defect)
                    .addKeyValue("node", node)
                    .log("Defect while reading a scrape");
        }
    }

    /** Sums up what found no room in a window that is over. */
    void summarise(long nowNanos) {
        if (suppressed == 0 || nowNanos - windowEndsNanos < 0) {
            return;
        }
        int left = suppressed;
        open(nowNanos);
        for (Reason reason : unsaid) {
            int nodes = counts.nodes(reason);
            if (nodes > 0) {
                LOG.atError()
                        .addKeyValue("code", reason.code())
                        .addKeyValue("err", reason.plainSentence())
                        .addKeyValue("nodes", nodes)
                        .log("Failed to scrape nodes");
            }
        }
        LOG.atInfo().addKeyValue("changes", left).log("More nodes changed than there is room for");
        unsaid.clear();
    }

    private static LoggingEventBuilder of(LoggingEventBuilder line, NodeName node, Reason reason) {
        return line.addKeyValue("node", node).addKeyValue("code", reason.code());
    }

    private boolean mayWrite(@Nullable Reason reason) {
        long now = nanos.getAsLong();
        summarise(now);
        if (now - windowEndsNanos >= 0) {
            open(now);
        }
        if (lines < LINES_PER_WINDOW) {
            lines++;
            return true;
        }
        suppressed++;
        if (reason != null) {
            unsaid.add(reason);
        }
        return false;
    }

    private void open(long nowNanos) {
        windowEndsNanos = nowNanos + WINDOW_NANOS;
        lines = 0;
        suppressed = 0;
    }
}
