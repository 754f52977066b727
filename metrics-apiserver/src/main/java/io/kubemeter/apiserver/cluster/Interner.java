package io.kubemeter.apiserver.cluster;

import java.util.HashMap;
import java.util.Map;

/**
 * One instance per content, counted, so that the last owner's leaving frees it.
 *
 * <p><b>Owner:</b> the virtual thread that writes the table it belongs to.
 */
final class Interner<T> {
    private final Map<T, Shared<T>> values = new HashMap<>();

    /** The one instance equal to {@code value}, with one owner more. */
    T acquire(T value) {
        Shared<T> shared = values.computeIfAbsent(value, Shared::new);
        shared.owners++;
        return shared.value;
    }

    /** One owner of {@code value} fewer. */
    void release(T value) {
        Shared<T> shared = values.get(value);
        if (shared != null && --shared.owners == 0) {
            values.remove(value);
        }
    }

    int size() {
        return values.size();
    }

    private static final class Shared<T> {
        final T value;
        int owners;

        Shared(T value) {
            this.value = value;
        }
    }
}
