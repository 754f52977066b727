package io.kubemeter.bench.run;

import java.util.Arrays;

/**
 * Collects durations in nanoseconds.
 *
 * <p><b>Owner:</b> one event loop while it collects; afterwards any one thread.
 */
final class Durations {
    private long[] values;
    private int size;

    Durations(int expected) {
        this.values = new long[Math.max(16, expected)];
    }

    void add(long nanos) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = nanos;
    }

    int size() {
        return size;
    }

    Percentiles percentiles() {
        return Percentiles.of(Arrays.copyOf(values, size));
    }
}
