package io.kubemeter.store;

import io.kubemeter.model.PodKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod on its node: the series of the containers that the kubelet listed last, sorted by name.
 *
 * <p>Immutable; a new entry is published when the set of containers changes. The pod has usage only
 * if every series has a pair.
 */
public final class PodEntry {
    private final PodKey key;
    private final Series[] series;

    PodEntry(PodKey key, List<Series> sorted) {
        this.key = key;
        this.series = sorted.toArray(Series[]::new);
    }

    /** Whose containers these are. */
    public PodKey key() {
        return key;
    }

    /** How many containers; at least one. */
    public int size() {
        return series.length;
    }

    /** The i-th container's series, in the order of names. */
    public Series series(int i) {
        return series[i];
    }

    /** Whether every container has a pair, so that the pod's usage can be told. */
    public boolean hasPairs() {
        for (Series one : series) {
            if (!one.ring().hasPair()) {
                return false;
            }
        }
        return true;
    }

    @Nullable Series find(String container) {
        int low = 0;
        int high = series.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = series[middle].name().compareTo(container);
            if (order == 0) {
                return series[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    boolean holds(List<Series> sorted) {
        return List.of(series).equals(sorted);
    }
}
