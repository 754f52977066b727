package io.kubemeter.kubelet;

/**
 * What became of a kubelet's newest request for a serving certificate.
 *
 * @param name the CertificateSigningRequest's name
 * @param state how far it is
 * @param detail what its condition says; empty where it has none
 */
public record ServingRequest(String name, State state, String detail) {
    /** How far a request is. */
    public enum State {
        /** Nobody has approved or denied it. */
        PENDING,
        /** It is approved, and not signed. */
        UNSIGNED,
        /** It was denied, or signing it failed. */
        REFUSED,
        /** It has its certificate. */
        ISSUED
    }
}
