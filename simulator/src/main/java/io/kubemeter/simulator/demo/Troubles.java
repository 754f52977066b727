package io.kubemeter.simulator.demo;

import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.scenario.Expectation;
import io.kubemeter.simulator.scenario.Scenario;
import io.kubemeter.simulator.scenario.Scenarios;
import io.kubemeter.simulator.scenario.Stage;
import io.kubemeter.simulator.world.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What goes wrong in a demo, and at which nodes: each scenario has a node of its own, the first
 * ones of the cluster; the last node is everybody's neighbour and stays well.
 *
 * @param played each scenario with the name of its node
 */
record Troubles(List<Trouble> played) {
    /** Reasons that show only if all was well before. */
    private static final Set<String> AFTER_NUMBERS = Set.of("", "too_young", "stale");

    private static final String FORMAT = "%-24s %-7s %-20s %s%n";

    /** A scenario and the node that it happens to. */
    record Trouble(Scenario scenario, String node) {
        /**
         * Such as a kubelet that never answered well have their reason from the first scrape on.
         */
        boolean fromTheStart() {
            Expectation expected = scenario.expected();
            return expected.loss() == Expectation.Loss.NODE
                    && !AFTER_NUMBERS.contains(expected.reason());
        }
    }

    Troubles {
        played = List.copyOf(played);
    }

    /** So many nodes are needed that one is a neighbour and one does not notice anything. */
    static int leastNodes(int scenarios) {
        return scenarios == 0 ? 0 : scenarios + 2;
    }

    static Troubles of(List<Scenario> scenarios, SimulatedCluster cluster) {
        List<Trouble> played = new ArrayList<>();
        List<String> nodes = cluster.world().nodes().stream().map(SimulatedNode::name).toList();
        for (Scenario scenario : scenarios) {
            played.add(new Trouble(scenario, nodes.get(played.size())));
        }
        return new Troubles(played);
    }

    /** Starts those that are there from the start, or the others. */
    void start(SimulatedCluster cluster, boolean fromTheStart) {
        String last = "";
        for (SimulatedNode node : cluster.world().nodes()) {
            last = node.name();
        }
        for (Trouble trouble : played) {
            if (trouble.fromTheStart() == fromTheStart) {
                trouble.scenario().start(Stage.in(cluster, trouble.node()).beside(last)).join();
            }
        }
    }

    /** A line for each, indented. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Trouble trouble : played) {
            Scenario scenario = trouble.scenario();
            text.append(
                    String.format(
                            Locale.ROOT,
                            "  %-10s %-22s %-20s %s%n",
                            trouble.node(),
                            scenario.name(),
                            shown(scenario),
                            scenario.story()));
        }
        return text.toString();
    }

    /** All scenarios there are: name, row, expected reason, story. */
    static String list() {
        StringBuilder text =
                new StringBuilder(
                        String.format(Locale.ROOT, FORMAT, "NAME", "ROW", "REASON", "STORY"));
        List<Scenario> all = new ArrayList<>(Scenarios.all());
        all.addAll(Scenarios.ofCluster());
        for (Scenario each : all) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            FORMAT,
                            each.name(),
                            each.row(),
                            shown(each),
                            each.story()));
        }
        return text.toString();
    }

    private static String shown(Scenario scenario) {
        String reason = scenario.expected().reason();
        return reason.isEmpty() ? "-" : reason;
    }
}
