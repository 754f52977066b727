package io.kubemeter.kubelet;

import io.kubemeter.model.PodKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a node's last scrape the API server has answered for, so that it is not asked again
 * for each row of each scrape: on a large cluster every such question is a chain of cache misses.
 * What was learned holds until the API server says anything new of the node's pods.
 *
 * <p>Owner: the event loop that owns the node; one per node.
 */
final class RowTrust {
    private static final int SPARE_ROWS = 64;
    private static final PodKey[] NONE = {};

    private @Nullable PodKey[] believed = NONE;
    private long changes = PodBindings.ALWAYS_ASK;

    /** Begins a scrape; {@code now} was read before any question about it is asked. */
    void begin(long now, int rows) {
        if (now != changes || now == PodBindings.ALWAYS_ASK) {
            Arrays.fill(believed, null);
            changes = now;
        }
        if (believed.length < rows || believed.length > 2 * rows + SPARE_ROWS) {
            believed = Arrays.copyOf(believed, rows);
        }
    }

    /** Names are remembered from scrape to scrape, so a row in its place costs a look. */
    boolean holds(int row, PodKey pod) {
        return pod.equals(believed[row]);
    }

    void learn(int row, PodKey pod) {
        believed[row] = pod;
    }
}
