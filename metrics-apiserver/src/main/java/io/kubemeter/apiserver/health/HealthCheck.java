package io.kubemeter.apiserver.health;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One named check of a probe.
 *
 * @param name as it appears in verbose answers and in the path of a single check
 * @param problem what is wrong now, in one line and fit for anybody; null while all is well. Never
 *     blocks: it is asked on event loops
 */
public record HealthCheck(String name, Supplier<@Nullable String> problem) {
    /** A check that only says that we can answer at all. */
    public static HealthCheck passing(String name) {
        return new HealthCheck(name, () -> null);
    }
}
