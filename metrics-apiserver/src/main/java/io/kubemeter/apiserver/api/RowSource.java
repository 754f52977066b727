package io.kubemeter.apiserver.api;

/** The objects of one answer, one after the other. */
interface RowSource {
    /** Fills the next one in; false after the last. */
    boolean next(MetricsRow into);
}
