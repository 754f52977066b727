package io.kubemeter.apiserver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.model.Reason;

/**
 * Finds the CertificateSigningRequest by which a kubelet asks for its serving certificate.
 *
 * @param objects what may be read at a path; a missing node otherwise
 */
record ServingRequests(Objects objects) {
    private static final String PLACE = "<c>";
    private static final String SIGNER = "kubernetes.io/kubelet-serving";
    private static final String PATH =
            "/apis/certificates.k8s.io/v1/certificatesigningrequests?fieldSelector=spec.signerName%3D"
                    + SIGNER;

    /** Reads objects. */
    @FunctionalInterface
    interface Objects {
        JsonNode read(String path) throws ApiException;
    }

    /** The repair with the request's name in it, or with the way to find the name. */
    String named(String repair, String node, Reason reason) throws ApiException {
        String name = "";
        String newest = "";
        for (JsonNode request : objects.read(PATH).path("items")) {
            String created = request.at("/metadata/creationTimestamp").asText();
            boolean waits = request.at("/status/conditions").isEmpty();
            boolean its = request.at("/spec/username").asText().equals("system:node:" + node);
            boolean wanted = waits == (reason == Reason.CSR_PENDING);
            if (its && wanted && created.compareTo(newest) >= 0) {
                newest = created;
                name = request.at("/metadata/name").asText();
            }
        }
        return name.isEmpty()
                ? repair.replace(PLACE, "CSR")
                        + "; its name: kubectl get csr | grep system:node:"
                        + node
                : repair.replace(PLACE, name);
    }
}
