package io.kubemeter.kubelet.exposition;

import org.jspecify.annotations.Nullable;

/**
 * Lets rows of all nodes share the names that many of them have: of namespaces and containers.
 * Holds a fixed number of names and forgets one when another wants its place.
 *
 * <p><b>Owner:</b> the decoder that made it.
 */
final class NameCache {
    private static final int SIZE = 512;

    private final @Nullable String[] names = new @Nullable String[SIZE];

    String shared(String name) {
        int hash = name.hashCode();
        int at = (hash ^ (hash >>> 16)) & (SIZE - 1);
        String known = names[at];
        if (known != null && known.equals(name)) {
            return known;
        }
        names[at] = name;
        return name;
    }
}
