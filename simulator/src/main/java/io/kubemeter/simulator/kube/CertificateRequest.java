package io.kubemeter.simulator.kube;

import java.util.ArrayList;
import java.util.List;

/**
 * A kubelet's CertificateSigningRequest for its serving certificate.
 *
 * @param node whose kubelet asks
 * @param conditions what was decided, in the order of the decisions; empty while it waits
 * @param certificate what was signed, as PEM; empty before
 */
record CertificateRequest(
        String name,
        String node,
        long createdMillis,
        long resourceVersion,
        List<Condition> conditions,
        String certificate) {
    /** The signer of all of them. */
    static final String SIGNER = "kubernetes.io/kubelet-serving";

    /**
     * A decision.
     *
     * @param type {@code Approved}, {@code Denied} or {@code Failed}
     * @param reason one word
     */
    record Condition(String type, String reason, String message, long atMillis) {}

    CertificateRequest {
        conditions = List.copyOf(conditions);
    }

    /** As API servers write who asks. */
    String user() {
        return "system:node:" + node;
    }

    boolean is(String type) {
        return conditions.stream().anyMatch(it -> it.type().equals(type));
    }

    CertificateRequest with(Condition more, String signed, long version) {
        List<Condition> all = new ArrayList<>(conditions);
        all.add(more);
        return new CertificateRequest(name, node, createdMillis, version, all, signed);
    }
}
