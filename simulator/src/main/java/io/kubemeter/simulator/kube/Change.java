package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.world.ChangeType;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One entry of the store's history. {@code before} is what it replaced or took away. */
record Change<T>(ChangeType type, Stored<T> now, @Nullable Stored<T> before) {
    long version() {
        return now.version();
    }

    /** What a watcher with that filter hears of it, or {@code null}. */
    @Nullable Change<T> seenThrough(Predicate<T> filter) {
        boolean was = before != null && filter.test(before.object());
        boolean is = type != ChangeType.DELETED && filter.test(now.object());
        if (is) {
            return new Change<>(was ? ChangeType.MODIFIED : ChangeType.ADDED, now, before);
        }
        return was ? new Change<>(ChangeType.DELETED, gone(), before) : null;
    }

    private Stored<T> gone() {
        return type == ChangeType.DELETED || before == null ? now : before.at(version());
    }
}
