package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.ReasonLookup;
import io.kubemeter.kubelet.NodeScrapeState;
import io.kubemeter.model.Reason;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where every node stands: why its last scrape failed, or else why it has no number although its
 * scrapes are good. What is told of nodes, wherever it is told, comes from here.
 *
 * @param states where the scraping of every node stands
 * @param lookup why a node has no number
 */
record NodeStandings(Supplier<Collection<NodeScrapeState>> states, ReasonLookup lookup)
        implements Supplier<List<NodeStandings.Standing>> {
    /**
     * Where one node stands.
     *
     * @param scraping where its scraping stands
     * @param reason what is wrong, or null if all is well
     */
    record Standing(NodeScrapeState scraping, @Nullable Reason reason) {}

    @Override
    public List<Standing> get() {
        return states.get().stream().map(it -> new Standing(it, reason(it))).toList();
    }

    private @Nullable Reason reason(NodeScrapeState state) {
        if (state.last() == null) {
            return Reason.TOO_YOUNG;
        }
        if (state.reason() != null) {
            return state.reason();
        }
        ReasonLookup.Why why = lookup.node(state.node().value());
        return why == null ? null : why.reason();
    }
}
