package io.kubemeter.apiserver.kube;

/**
 * A kubelet's CertificateSigningRequest for a serving certificate, as far as we read it.
 *
 * @param name its name
 * @param requester who asked: {@code system:node:} and the Node's name
 * @param createdAt when, as the API server writes it: later is greater
 * @param condition {@code Approved}, {@code Denied} or {@code Failed}; empty while nobody has
 *     decided
 * @param message what the condition says, in one line
 * @param issued whether it has its certificate
 */
public record CertificateRequest(
        String name,
        String requester,
        String createdAt,
        String condition,
        String message,
        boolean issued) {}
