package io.kubemeter.kubelet;

/** Hears of every scrape that ended, on the event loop of its node: must not block. */
@FunctionalInterface
public interface ScrapeListener {
    /** A scrape ended; the state is as the store and the counters now are. */
    void finished(NodeScrapeState state);
}
