package io.kubemeter.bench.run;

import io.kubemeter.bench.run.Settings.Access;
import java.util.Locale;

/** Tells people how to run any metrics server against a cluster that is held up for it. */
final class Holding {
    private Holding() {}

    static String text(
            Cluster cluster, PrivateDirectory directory, int port, int resolutionSeconds) {
        Access aggregator = cluster.aggregator();
        var certificates = directory.path().resolve("certificates");
        var arguments = ServerArguments.of(cluster, port, certificates, resolutionSeconds);
        return String.format(
                Locale.ROOT,
                """
                The cluster is up until Ctrl-C.
                  kubeconfig          %s
                  kubelet authority   %s
                  front-proxy         %s
                                      %s
                Start a metrics server (Kubemeter also needs %s):
                  ARGUMENTS="%s"
                Then measure it:
                  bench/run --url https://127.0.0.1:%d --pid PID --client-certificate %s --client-key %s
                """,
                cluster.kubeconfig(),
                cluster.kubeletAuthority(),
                aggregator.certificate(),
                aggregator.key(),
                ServerArguments.ONLY_OURS,
                String.join(" ", arguments),
                port,
                aggregator.certificate(),
                aggregator.key());
    }
}
