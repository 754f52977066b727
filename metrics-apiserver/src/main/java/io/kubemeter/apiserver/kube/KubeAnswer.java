package io.kubemeter.apiserver.kube;

/**
 * What kube-apiserver answered, good or bad.
 *
 * @param status the HTTP status
 * @param text the body: an object, or a Status in its place
 */
public record KubeAnswer(int status, String text) {}
