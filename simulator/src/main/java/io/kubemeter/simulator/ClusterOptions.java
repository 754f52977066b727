package io.kubemeter.simulator;

import io.kubemeter.simulator.aggregator.ProbeRules;
import io.kubemeter.simulator.world.WorldShape;
import java.time.InstantSource;
import java.util.List;

/**
 * What a simulated cluster is like.
 *
 * @param clock the clock of everything in it; TLS has one of its own, so stay near the present
 * @param port where the API server should listen; another where it is taken, any where it is 0
 * @param metricsVersions the versions of metrics.k8s.io that have an APIService
 * @param loops how many threads serve
 */
public record ClusterOptions(
        WorldShape shape,
        InstantSource clock,
        int port,
        List<String> metricsVersions,
        ProbeRules probes,
        int loops) {
    public ClusterOptions {
        metricsVersions = List.copyOf(metricsVersions);
    }

    /** Free ports, both versions of metrics.k8s.io, and an aggregator that looks soon again. */
    public static ClusterOptions of(WorldShape shape, InstantSource clock) {
        return new ClusterOptions(shape, clock, 0, List.of("v1", "v1beta1"), ProbeRules.EAGER, 2);
    }

    public ClusterOptions port(int wanted) {
        return new ClusterOptions(shape, clock, wanted, metricsVersions, probes, loops);
    }

    /** For a server that serves only some versions, as metrics-server does. */
    public ClusterOptions metricsVersions(List<String> versions) {
        return new ClusterOptions(shape, clock, port, versions, probes, loops);
    }

    public ClusterOptions probes(ProbeRules rules) {
        return new ClusterOptions(shape, clock, port, metricsVersions, rules, loops);
    }

    public ClusterOptions loops(int threads) {
        return new ClusterOptions(shape, clock, port, metricsVersions, probes, threads);
    }
}
