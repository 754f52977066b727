package io.kubemeter.kubelet;

/** When {@code /stats/summary} is read: the values of {@code --stats-summary}. */
public enum StatsSummary {
    /** Where {@code /metrics/resource} is missing or lists no containers. */
    AUTO,
    /** Always, instead of {@code /metrics/resource}. */
    ALWAYS,
    /** Never. */
    OFF
}
