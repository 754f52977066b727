package io.kubemeter.apiserver.kube;

import java.util.Map;

/**
 * A ConfigMap as it was read.
 *
 * @param version its resource version; empty where the server told none
 */
public record ConfigMap(
        String namespace, String name, String version, Map<String, String> entries) {
    /** In the place of one that nobody needs. */
    public static final ConfigMap NONE = new ConfigMap("", "", "", Map.of());

    public ConfigMap {
        entries = Map.copyOf(entries);
    }
}
