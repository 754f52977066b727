package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.http.RequestTarget;
import org.jspecify.annotations.Nullable;

/**
 * What a watch asks for.
 *
 * @param fromVersion the version to go on from, or 0 to begin with all objects
 */
record WatchOptions(
        long fromVersion, boolean bookmarks, boolean sendInitialEvents, long timeoutSeconds) {
    private static final long LONGEST_SECONDS = 1_800;

    /** Throws {@link IllegalArgumentException} on numbers that are none. */
    static WatchOptions of(RequestTarget target) {
        boolean initial = target.flag("sendInitialEvents");
        String version = target.parameter("resourceVersion");
        boolean unset = version == null || version.isEmpty();
        long from = unset || initial ? 0 : Long.parseLong(version);
        return new WatchOptions(
                from,
                target.flag("allowWatchBookmarks"),
                initial,
                seconds(target.parameter("timeoutSeconds")));
    }

    private static long seconds(@Nullable String text) {
        return text == null || text.isEmpty() ? LONGEST_SECONDS : Long.parseLong(text);
    }
}
