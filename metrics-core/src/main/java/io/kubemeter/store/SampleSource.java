package io.kubemeter.store;

/** Which of a kubelet's two endpoints a sample was read from. */
public enum SampleSource {
    /** {@code /metrics/resource}: times to the millisecond. */
    RESOURCE,
    /** {@code /stats/summary}: the same measurements, with times cut to whole seconds. */
    SUMMARY
}
