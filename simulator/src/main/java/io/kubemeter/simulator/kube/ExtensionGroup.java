package io.kubemeter.simulator.kube;

import java.util.List;

/**
 * A group that an extension server serves, as the aggregator knows it: from its APIServices, and
 * from the server's own aggregated discovery once that was fetched.
 *
 * @param versions the preferred one first
 */
public record ExtensionGroup(String name, List<Version> versions) {
    /**
     * One version.
     *
     * @param resourcesJson the {@code resources} of its entry in aggregated discovery, as JSON
     * @param schemaUrl where its schemas are; empty where it has none
     * @param current whether that is what the server said last; otherwise it is marked stale
     */
    public record Version(String name, String resourcesJson, String schemaUrl, boolean current) {}

    public ExtensionGroup {
        versions = List.copyOf(versions);
    }
}
