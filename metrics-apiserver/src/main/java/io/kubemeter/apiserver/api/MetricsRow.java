package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.cluster.Labels;
import java.util.Arrays;

/**
 * The numbers of one node or pod, read at one moment.
 *
 * <p><b>Owner:</b> the request that made it, which fills it again for each object.
 */
final class MetricsRow {
    private static final int FIRST_CONTAINERS = 4;

    String namespace = "";
    String name = "";
    Labels labels = Labels.empty();
    long timestampMillis;
    long windowMillis;

    /** The containers of a pod, by name; of a node, the node itself. */
    int size;

    String[] containers = new String[FIRST_CONTAINERS];
    long[] cpuNanocores = new long[FIRST_CONTAINERS];
    long[] memoryBytes = new long[FIRST_CONTAINERS];

    void begin(String rowNamespace, String rowName, Labels rowLabels) {
        namespace = rowNamespace;
        name = rowName;
        labels = rowLabels;
        timestampMillis = Long.MAX_VALUE;
        windowMillis = 0;
        size = 0;
    }

    void add(String container, long cpu, long memory) {
        if (size == containers.length) {
            containers = Arrays.copyOf(containers, size * 2);
            cpuNanocores = Arrays.copyOf(cpuNanocores, size * 2);
            memoryBytes = Arrays.copyOf(memoryBytes, size * 2);
        }
        containers[size] = container;
        cpuNanocores[size] = cpu;
        memoryBytes[size] = memory;
        size++;
    }

    /** Time and window are those of the earliest container; of several, the first. */
    void measuredAt(long timestamp, long window) {
        if (timestamp < timestampMillis) {
            timestampMillis = timestamp;
            windowMillis = window;
        }
    }

    /** CPU of the whole pod or node. */
    long totalCpuNanocores() {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += cpuNanocores[i];
        }
        return sum;
    }

    /** Memory of the whole pod or node. */
    long totalMemoryBytes() {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += memoryBytes[i];
        }
        return sum;
    }
}
