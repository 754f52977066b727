package io.kubemeter.kubelet.exposition;

import io.kubemeter.model.Reason;

/** What came of decoding one body: all of its rows, or the reason why there are none. */
public sealed interface DecodeResult {
    /**
     * The body was understood.
     *
     * @param table the decoder's own; valid until it decodes the next body
     */
    record Decoded(ScrapeTable table) implements DecodeResult {}

    /**
     * The body counts as a whole as not received.
     *
     * @param reason {@code MALFORMED} or {@code SCRAPE_ERROR}
     * @param line the number of the line, from 1
     * @param problem what is wrong with it; holds nothing of the body but names that we know
     */
    record Refused(Reason reason, int line, String problem) implements DecodeResult {}
}
