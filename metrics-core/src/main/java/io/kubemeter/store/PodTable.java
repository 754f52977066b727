package io.kubemeter.store;

import io.kubemeter.model.PodKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An immutable hash table of the pods of one node: four to eight bytes beside each entry. */
final class PodTable {
    static final PodTable EMPTY = new PodTable(List.of());

    /** Open addressing; never more than half full, so every probe ends. */
    private final @Nullable PodEntry[] slots;

    private final int size;

    PodTable(Collection<PodEntry> entries) {
        size = entries.size();
        slots = new @Nullable PodEntry[Math.max(2, Integer.highestOneBit(size) << 2)];
        for (PodEntry entry : entries) {
            int at = home(entry.key());
            while (slots[at] != null) {
                at = (at + 1) & (slots.length - 1);
            }
            slots[at] = entry;
        }
    }

    int size() {
        return size;
    }

    @Nullable PodEntry find(PodKey key) {
        int at = home(key);
        for (PodEntry entry = slots[at]; entry != null; entry = slots[at]) {
            if (entry.key().equals(key)) {
                return entry;
            }
            at = (at + 1) & (slots.length - 1);
        }
        return null;
    }

    List<PodEntry> entries() {
        List<PodEntry> entries = new ArrayList<>(size);
        for (PodEntry entry : slots) {
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    long seriesWithPair() {
        long count = 0;
        for (PodEntry entry : slots) {
            for (int i = 0; entry != null && i < entry.size(); i++) {
                count += entry.series(i).ring().hasPair() ? 1 : 0;
            }
        }
        return count;
    }

    private int home(PodKey key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (slots.length - 1);
    }
}
