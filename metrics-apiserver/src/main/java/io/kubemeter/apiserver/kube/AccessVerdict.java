package io.kubemeter.apiserver.kube;

/**
 * What kube-apiserver says to an {@link AccessQuestion}.
 *
 * @param allowed whether the user may
 * @param reason what it adds; may be empty
 */
public record AccessVerdict(boolean allowed, String reason) {}
