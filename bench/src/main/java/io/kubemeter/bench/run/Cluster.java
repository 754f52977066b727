package io.kubemeter.bench.run;

import java.nio.file.Path;

/** The simulated cluster, as far as a metrics server and this bench need to know it. */
interface Cluster extends AutoCloseable {
    /** For a server with the rights of metrics-server's ServiceAccount. */
    Path kubeconfig();

    /** What signs the kubelets' serving certificates. */
    Path kubeletAuthority();

    /** What kube-apiserver's aggregator shows, so that the bench can ask as it does. */
    Settings.Access aggregator();

    /** How often kubelets were asked until now. */
    long scrapes();

    /** Deletes a pod and starts another in its place; the path of that one in the API. */
    String replacePod();

    @Override
    void close();
}
