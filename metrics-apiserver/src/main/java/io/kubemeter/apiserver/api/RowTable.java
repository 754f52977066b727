package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.cluster.Labels;
import java.util.Arrays;

/**
 * All rows of one answer, kept as columns: for formats that tell their length before their content.
 *
 * <p><b>Owner:</b> one request.
 */
final class RowTable implements RowSource {
    private static final int FIRST_ROWS = 64;
    private static final int TEXTS = 2;
    private static final int TIMES = 2;

    /** Namespace and name of each row. */
    private String[] texts = new String[FIRST_ROWS * TEXTS];

    private Labels[] labels = new Labels[FIRST_ROWS];

    /** Timestamp and window of each row. */
    private long[] times = new long[FIRST_ROWS * TIMES];

    /** Where the containers of each row end. */
    private int[] ends = new int[FIRST_ROWS];

    private String[] containers = new String[FIRST_ROWS];
    private long[] cpuNanocores = new long[FIRST_ROWS];
    private long[] memoryBytes = new long[FIRST_ROWS];
    private int size;
    private int values;
    private int next;

    void add(MetricsRow row) {
        growRows();
        texts[size * TEXTS] = row.namespace;
        texts[size * TEXTS + 1] = row.name;
        labels[size] = row.labels;
        times[size * TIMES] = row.timestampMillis;
        times[size * TIMES + 1] = row.windowMillis;
        growValues(row.size);
        System.arraycopy(row.containers, 0, containers, values, row.size);
        System.arraycopy(row.cpuNanocores, 0, cpuNanocores, values, row.size);
        System.arraycopy(row.memoryBytes, 0, memoryBytes, values, row.size);
        values += row.size;
        ends[size] = values;
        size++;
    }

    int size() {
        return size;
    }

    @Override
    public boolean next(MetricsRow into) {
        if (next == size) {
            return false;
        }
        into.begin(texts[next * TEXTS], texts[next * TEXTS + 1], labels[next]);
        into.measuredAt(times[next * TIMES], times[next * TIMES + 1]);
        for (int i = next == 0 ? 0 : ends[next - 1]; i < ends[next]; i++) {
            into.add(containers[i], cpuNanocores[i], memoryBytes[i]);
        }
        next++;
        return true;
    }

    private void growRows() {
        if (size == labels.length) {
            texts = Arrays.copyOf(texts, texts.length * 2);
            labels = Arrays.copyOf(labels, labels.length * 2);
            times = Arrays.copyOf(times, times.length * 2);
            ends = Arrays.copyOf(ends, ends.length * 2);
        }
    }

    private void growValues(int more) {
        if (values + more > containers.length) {
            int length = Math.max(values + more, containers.length * 2);
            containers = Arrays.copyOf(containers, length);
            cpuNanocores = Arrays.copyOf(cpuNanocores, length);
            memoryBytes = Arrays.copyOf(memoryBytes, length);
        }
    }
}
