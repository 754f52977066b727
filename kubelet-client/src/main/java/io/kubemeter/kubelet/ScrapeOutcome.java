package io.kubemeter.kubelet;

import io.kubemeter.model.Reason;

/** How the last scrape of a node ended. */
public sealed interface ScrapeOutcome {
    /**
     * The node's samples were read and stored.
     *
     * @param containers how many containers the answer listed
     */
    record Scraped(int containers) implements ScrapeOutcome {}

    /**
     * Nothing was stored; what was there before stays until it is too old.
     *
     * @param reason the one cause
     * @param detail what was seen, for people; safe to log, never a credential
     */
    record Failed(Reason reason, String detail) implements ScrapeOutcome {}
}
