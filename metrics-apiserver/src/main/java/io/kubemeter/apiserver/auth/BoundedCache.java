package io.kubemeter.apiserver.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map that forgets what was not used for the longest time.
 *
 * <p><b>Owner:</b> nobody: any thread, one at a time, and nobody does more than look.
 */
final class BoundedCache<K, V> {
    private final int capacity;
    private final Map<K, V> entries;
    private long evictions;

    BoundedCache(int capacity) {
        this.capacity = capacity;
        this.entries = new LinkedHashMap<>(16, 0.75f, true);
    }

    synchronized @Nullable V find(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
        if (entries.size() > capacity) {
            entries.remove(entries.keySet().iterator().next());
            evictions++;
        }
    }

    synchronized int size() {
        return entries.size();
    }

    /** How often the bound was hit. */
    synchronized long evictions() {
        return evictions;
    }
}
