package io.kubemeter.apiserver.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A label selector, as far as finding needs it. It is asked once per set of labels, not per pod.
 */
public interface LabelQuery {
    /** Whether an object with these labels is selected. */
    boolean matches(Labels labels);

    /**
     * A key that everything selected has, with one of {@link #values}: what a look-up goes by.
     * {@code null} where there is none, as for {@code !key} and {@code key notin (…)}.
     */
    default @Nullable String key() {
        return null;
    }

    /** The values of {@link #key} that may be selected. */
    default List<String> values() {
        return List.of();
    }
}
