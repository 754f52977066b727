package io.kubemeter.apiserver.api;

/** Carries a status from where a request turns out to be wrong to where it is answered. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Status status;

    RefusedException(Status status) {
        super(status.message(), null, false, false);
        this.status = status;
    }

    Status status() {
        return status;
    }
}
