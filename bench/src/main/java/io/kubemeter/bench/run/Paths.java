package io.kubemeter.bench.run;

/** The paths of the API that every metrics server has. */
final class Paths {
    static final String GROUP = "/apis/metrics.k8s.io/v1beta1";
    static final String NODES = GROUP + "/nodes";
    static final String PODS = GROUP + "/pods";

    private Paths() {}

    /** One pod; both parts are names, which need no encoding. */
    static String pod(String namespace, String name) {
        return GROUP + "/namespaces/" + namespace + "/pods/" + name;
    }
}
