package io.kubemeter.bench.run;

import io.kubemeter.bench.run.Settings.Access;
import io.kubemeter.bench.run.Settings.Shape;
import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kubelet.SimulatedKubelet;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** A simulated cluster in this process, whose kubelets refresh as slowly as real ones. */
record LoopbackCluster(
        SimulatedCluster simulated,
        PodTurnover turnover,
        Path kubeconfig,
        Path kubeletAuthority,
        Access aggregator)
        implements Cluster {
    /** Two benches may run beside each other. */
    private static final int ANY_PORT = 0;

    static LoopbackCluster start(Shape shape, PrivateDirectory directory, InstantSource clock)
            throws IOException {
        WorldShape world =
                new WorldShape(
                        shape.nodes(),
                        shape.podsPerNode(),
                        shape.containers(),
                        shape.seed(),
                        Refresh.KUBELET,
                        ANY_PORT);
        // One version: nothing asks through this aggregator, so its probes would only be noise.
        SimulatedCluster simulated =
                SimulatedCluster.start(
                        ClusterOptions.of(world, clock).metricsVersions(List.of("v1beta1")));
        Credential frontProxy = simulated.pki().frontProxyClient();
        return new LoopbackCluster(
                simulated,
                PodTurnover.of(simulated.world(), shape.seed()),
                directory.write("kubeconfig", simulated.metricsServerKubeconfig()),
                directory.write("kubelet-ca.crt", simulated.kubeRootCa()),
                new Access(
                        directory.write("front-proxy-client.crt", frontProxy.certificatePem()),
                        directory.write("front-proxy-client.key", frontProxy.keyPem()),
                        null));
    }

    @Override
    public long scrapes() {
        long all = 0;
        for (SimulatedKubelet kubelet : simulated.kubelets().kubelets()) {
            all += kubelet.requests();
        }
        return all;
    }

    @Override
    public String replacePod() {
        return turnover.replace();
    }

    @Override
    public void close() {
        simulated.close();
    }
}
