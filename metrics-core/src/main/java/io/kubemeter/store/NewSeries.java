package io.kubemeter.store;

import io.kubemeter.model.PodKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * The series that the scrape at hand names for the first time.
 *
 * <p><b>Owner:</b> the node's event loop, for one scrape.
 */
final class NewSeries {
    /** Comparable, so that names that were chosen to collide only make a tree. */
    private record Key(PodKey pod, String container) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::pod).thenComparing(Key::container);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Map<Key, Series> series = new HashMap<>();
    private final StoreRules rules;

    NewSeries(StoreRules rules) {
        this.rules = rules;
    }

    Series of(PodKey pod, String container) {
        return series.computeIfAbsent(
                new Key(pod, container),
                absent -> Series.of(absent.pod(), absent.container(), rules));
    }
}
