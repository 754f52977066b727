package io.kubemeter.kubelet.exposition;

import io.kubemeter.model.PodKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows by name, for scrapes whose rows are not in the order of the last one.
 *
 * <p><b>Owner:</b> the decoder, for one body.
 */
final class RowLookup {
    /** Comparable, so that names that were chosen to collide only make a tree. */
    private record Name(PodKey pod, String container) implements Comparable<Name> {
        private static final Comparator<Name> ORDER =
                Comparator.comparing(Name::pod).thenComparing(Name::container);

        @Override
        public int compareTo(Name other) {
            return ORDER.compare(this, other);
        }
    }

    private final Map<Name, Integer> current = new HashMap<>();
    private final Map<Name, Integer> remembered = new HashMap<>();

    /** One instance per pod, shared by the rows of its containers. */
    private final Map<PodKey, PodKey> pods = new HashMap<>();

    RowLookup(ScrapeTable table, RowMemory memory) {
        for (int row = 0; row < memory.rows(); row++) {
            remembered.put(new Name(memory.pod(row), memory.container(row)), row);
            pods.putIfAbsent(memory.pod(row), memory.pod(row));
        }
        for (int row = 0; row < table.rows(); row++) {
            added(row, table.pod(row), table.container(row));
        }
    }

    /** The row of the body at hand, or null. */
    @Nullable Integer row(PodKey pod, String container) {
        return current.get(new Name(pod, container));
    }

    /** The row of the last scrape, or null. */
    @Nullable Integer rememberedRow(PodKey pod, String container) {
        return remembered.get(new Name(pod, container));
    }

    /** The instance that stands for this pod. */
    PodKey shared(PodKey pod) {
        PodKey known = pods.putIfAbsent(pod, pod);
        return known == null ? pod : known;
    }

    void added(int row, PodKey pod, String container) {
        current.put(new Name(pod, container), row);
        pods.putIfAbsent(pod, pod);
    }
}
