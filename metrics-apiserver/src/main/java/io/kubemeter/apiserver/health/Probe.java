package io.kubemeter.apiserver.health;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A probe and its checks, in the order in which they are shown. The texts are those of Kubernetes'
 * API servers, but that a failing check says why.
 */
public final class Probe {
    private final String name;
    private final List<HealthCheck> checks;

    /**
     * A probe.
     *
     * @param name the first part of its path: {@code readyz}
     */
    public Probe(String name, List<HealthCheck> checks) {
        this.name = name;
        this.checks = List.copyOf(checks);
    }

    /** The path of the probe as a whole. */
    public String path() {
        return "/" + name;
    }

    /** The paths of the probe and of each of its checks, in order. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>(List.of(path()));
        checks.forEach(check -> paths.add(path() + "/" + check.name()));
        return paths;
    }

    /**
     * All checks but the excluded ones.
     *
     * @param verbose whether a good answer lists them; a bad one always does
     */
    public HealthAnswer all(boolean verbose, Collection<String> excluded) {
        Set<String> unmatched = new LinkedHashSet<>(excluded);
        StringBuilder text = new StringBuilder();
        boolean healthy = true;
        for (HealthCheck check : checks) {
            String problem = check.problem().get();
            if (unmatched.remove(check.name()) || excluded.contains(check.name())) {
                text.append("[+]").append(check.name()).append(" excluded: ok\n");
            } else if (problem == null) {
                text.append("[+]").append(check.name()).append(" ok\n");
                if (verbose) {
                    check.remarks()
                            .get()
                            .forEach(it -> text.append("    ").append(it).append('\n'));
                }
            } else {
                healthy = false;
                text.append("[-]").append(check.name()).append(" failed: ").append(problem);
                text.append('\n');
            }
        }
        warn(text, unmatched);
        if (healthy && !verbose) {
            return new HealthAnswer(true, "ok", true);
        }
        text.append(name).append(healthy ? " check passed\n" : " check failed\n");
        return new HealthAnswer(healthy, text.toString(), true);
    }

    /** One check, or empty if there is none of this name. */
    public Optional<HealthAnswer> one(String checkName) {
        return checks.stream()
                .filter(check -> check.name().equals(checkName))
                .findFirst()
                .map(Probe::answer);
    }

    private static HealthAnswer answer(HealthCheck check) {
        @Nullable String problem = check.problem().get();
        return problem == null
                ? new HealthAnswer(true, "ok", false)
                : new HealthAnswer(false, "internal server error: " + problem + "\n", false);
    }

    private static void warn(StringBuilder text, Set<String> unmatched) {
        if (!unmatched.isEmpty()) {
            text.append("warn: some health checks cannot be excluded: no matches for ");
            text.append(
                    unmatched.stream()
                            .map(name -> '"' + name + '"')
                            .collect(Collectors.joining(", ")));
            text.append('\n');
        }
    }
}
