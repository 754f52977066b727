package io.kubemeter.simulator.kube;

import org.jspecify.annotations.Nullable;

/**
 * Who serves a version of a group: a service behind the aggregator, or, without one, the API server
 * itself.
 */
public record ApiService(
        String group,
        String version,
        @Nullable Service service,
        Trust trust,
        Condition available,
        long resourceVersion) {
    /** A service and its port. */
    public record Service(String namespace, String name, int port) {
        /** The name that its certificate must carry. */
        public String serverName() {
            return name + "." + namespace + ".svc";
        }
    }

    /** How the service's certificate is judged: by a PEM bundle, or not at all. */
    public record Trust(String caBundle, boolean insecureSkipTlsVerify) {
        public static final Trust NONE = new Trust("", false);
    }

    /** The Available condition. */
    public record Condition(String status, String reason, String message, long sinceMillis) {
        public boolean met() {
            return status.equals("True");
        }
    }

    /** As objects are named: {@code v1beta1.metrics.k8s.io}. */
    public String name() {
        return version + "." + group;
    }

    ApiService trusting(Trust newTrust, long atVersion) {
        return new ApiService(group, version, service, newTrust, available, atVersion);
    }

    ApiService available(Condition condition, long atVersion) {
        return new ApiService(group, version, service, trust, condition, atVersion);
    }
}
