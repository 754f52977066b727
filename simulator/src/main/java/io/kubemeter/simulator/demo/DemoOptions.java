package io.kubemeter.simulator.demo;

import io.kubemeter.simulator.scenario.Scenario;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.WorldShape;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a demo is to be like.
 *
 * @param lasts for how long; {@code null} until it is stopped
 * @param output as text or as JSON
 * @param scenarios what goes wrong
 */
record DemoOptions(
        Size size,
        ServicePlan service,
        int port,
        @Nullable Duration lasts,
        Output output,
        List<Scenario> scenarios) {
    DemoOptions {
        scenarios = List.copyOf(scenarios);
    }

    /** How the result is printed. */
    enum Output {
        TEXT,
        JSON
    }

    /** How large the cluster is, and how fast its kubelets sample. */
    record Size(int nodes, int podsPerNode, int containersPerPod, long seed, Duration refresh) {
        WorldShape shape() {
            Refresh pace = refresh.isZero() ? Refresh.KUBELET : Refresh.about(refresh);
            return new WorldShape(nodes, podsPerNode, containersPerPod, seed, pace, 0);
        }
    }

    /**
     * Which metrics server there is.
     *
     * @param command how the service is started, or {@code null} where somebody else starts one
     * @param port where it listens, or 0 for a free one
     * @param versions the versions of metrics.k8s.io that it serves
     * @param extraUsage what it is to serve beside CPU and memory
     */
    record ServicePlan(
            @Nullable String command, int port, List<String> versions, List<String> extraUsage) {
        ServicePlan {
            versions = List.copyOf(versions);
            extraUsage = List.copyOf(extraUsage);
        }
    }
}
