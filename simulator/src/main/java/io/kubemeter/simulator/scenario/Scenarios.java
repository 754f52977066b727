package io.kubemeter.simulator.scenario;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The registry of all scenarios, in the order of the catalogue: rows F of the faults, S and T of
 * the threats, D of logs, I of the invariants, K of odd but honest kubelets, KM of the reasons.
 */
public final class Scenarios {
    private static final Map<String, Scenario> BY_NAME =
            registry(
                    Stream.of(
                            ConnectionScenarios.all(),
                            AnswerScenarios.all(),
                            BodyScenarios.all(),
                            WorldScenarios.all(),
                            OddKubeletScenarios.all(),
                            CertificateScenarios.all()));

    private static final Map<String, Scenario> OF_CLUSTER =
            registry(Stream.of(ApiserverScenarios.all()));

    /** Six nodes that are broken at once, each in another way. */
    private static final List<String> BROKEN =
            List.of(
                    "s1-self-signed",
                    "s1-pending-csr",
                    "f12-forbidden",
                    "f05-slow-head",
                    "f01-refused",
                    "s1-other-node");

    private Scenarios() {}

    /** Those that happen to a node; any number can be played at once, on a node each. */
    public static Collection<Scenario> all() {
        return BY_NAME.values();
    }

    /** Those that happen to the API server, one at a time, on a stage with a cluster around. */
    public static Collection<Scenario> ofCluster() {
        return OF_CLUSTER.values();
    }

    public static Optional<Scenario> named(String name) {
        return Optional.ofNullable(BY_NAME.getOrDefault(name, OF_CLUSTER.get(name)));
    }

    /** What {@code demo --broken} plays, one scenario per node. */
    public static List<Scenario> broken() {
        return BROKEN.stream().map(BY_NAME::get).toList();
    }

    private static Map<String, Scenario> registry(Stream<List<Scenario>> lists) {
        Map<String, Scenario> registry = new LinkedHashMap<>();
        lists.flatMap(List::stream)
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .forEach(scenario -> {
                    if (registry.put(scenario.name(), scenario) != null) {
                        throw new IllegalStateException("two are " + scenario.name());
                    }
                });
        return Collections.unmodifiableMap(registry);
    }
}
