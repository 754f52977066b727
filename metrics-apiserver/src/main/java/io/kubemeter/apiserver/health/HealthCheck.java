package io.kubemeter.apiserver.health;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One named check of a probe.
 *
 * @param name as it appears in verbose answers and in the path of a single check
 * @param problem what is wrong now, in one line and fit for anybody; null while all is well. Never
 *     blocks: it is asked on event loops
 * @param remarks what is worth knowing though all is well, a line each, fit for anybody; shown in
 *     verbose answers only. Never blocks either
 */
public record HealthCheck(
        String name, Supplier<@Nullable String> problem, Supplier<List<String>> remarks) {
    /** A check that has nothing to remark. */
    public HealthCheck(String name, Supplier<@Nullable String> problem) {
        this(name, problem, List::of);
    }

    /** A check that only says that we can answer at all. */
    public static HealthCheck passing(String name) {
        return new HealthCheck(name, () -> null);
    }
}
