package io.kubemeter.apiserver.kube;

/** The way to kube-apiserver is configured wrongly; the message says what to change. */
public final class KubeConfigException extends Exception {
    private static final long serialVersionUID = 1;

    KubeConfigException(String message) {
        super(message);
    }
}
