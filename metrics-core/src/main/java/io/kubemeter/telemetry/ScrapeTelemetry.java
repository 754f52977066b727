package io.kubemeter.telemetry;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What became of our requests to kubelets: in all, by reason of failure, and by node. Any thread
 * may call it.
 */
public final class ScrapeTelemetry {
    private final Map<String, LongAdder> failuresByReason;
    private final LongAdder succeeded;
    private final LongAdder failed;
    private final ConcurrentMap<String, NodeTelemetry> nodes = new ConcurrentHashMap<>();

    ScrapeTelemetry(Collection<String> reasonLabels, LongAdder succeeded, LongAdder failed) {
        Map<String, LongAdder> failures = new TreeMap<>();
        reasonLabels.forEach(label -> failures.put(label, new LongAdder()));
        this.failuresByReason = Collections.unmodifiableMap(failures);
        this.succeeded = succeeded;
        this.failed = failed;
    }

    /** The node's own record, kept until {@link #close}. */
    public NodeTelemetry node(String name) {
        return nodes.computeIfAbsent(name, NodeTelemetry::new);
    }

    /** Forgets a node, so that no series of a node that is gone stays behind. */
    public void close(String name) {
        nodes.remove(name);
    }

    /** The nodes there are, in no order; a live view. */
    public Collection<NodeTelemetry> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /** Counts a scrape that was stored. */
    public void succeeded() {
        succeeded.increment();
    }

    /** Counts a scrape that failed, by its reason. */
    public void failed(String reasonLabel) {
        fruitless(reasonLabel);
        failed.increment();
    }

    /** Counts a scrape that was answered well and brought nothing, by its reason. */
    public void fruitless(String reasonLabel) {
        LongAdder failures = failuresByReason.get(reasonLabel);
        if (failures == null) {
            throw new IllegalArgumentException(
                    "reason: " + reasonLabel + " (expected: one of " + reasons() + ")");
        }
        failures.increment();
    }

    /** All reasons that a failure may have, sorted. */
    public Collection<String> reasons() {
        return failuresByReason.keySet();
    }

    /** How many scrapes failed for this reason. */
    public long failures(String reasonLabel) {
        @Nullable LongAdder failures = failuresByReason.get(reasonLabel);
        return failures == null ? 0 : failures.sum();
    }
}
