package io.kubemeter.kubelet.summary;

/** A summary cannot be read as a whole, so none of it is believed. */
public final class MalformedSummaryException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedSummaryException(String problem) {
        super(problem);
    }

    MalformedSummaryException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
