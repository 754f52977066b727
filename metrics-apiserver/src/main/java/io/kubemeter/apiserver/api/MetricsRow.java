package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.model.ExtraUsage;
import java.util.Arrays;

/**
 * The numbers of one node or pod, read at one moment.
 *
 * <p><b>Owner:</b> the request that made it, which fills it again for each object.
 */
final class MetricsRow {
    private static final int FIRST_CONTAINERS = 4;
    private static final int EXTRAS = ExtraUsage.values().length;
    private static final long[] NO_EXTRAS = {};

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

    /** Extra usage, container by container; empty where nobody asked for any. */
    private long[] extraBytes = NO_EXTRAS;

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

    /** Sets extra usage of the container that was added last; of each if of any. */
    void extra(ExtraUsage extra, long bytes) {
        if (extraBytes.length < size * EXTRAS) {
            int before = extraBytes.length;
            extraBytes = Arrays.copyOf(extraBytes, containers.length * EXTRAS);
            Arrays.fill(extraBytes, before, extraBytes.length, ExtraUsage.ABSENT);
        }
        extraBytes[(size - 1) * EXTRAS + extra.index()] = bytes;
    }

    /** What a container uses of it, or {@link ExtraUsage#ABSENT}. */
    long extraBytes(int index, ExtraUsage extra) {
        return extraBytes.length == 0
                ? ExtraUsage.ABSENT
                : extraBytes[index * EXTRAS + extra.index()];
    }

    /** What those containers use that say so, or {@link ExtraUsage#ABSENT} where none does. */
    long totalExtraBytes(ExtraUsage extra) {
        long sum = ExtraUsage.ABSENT;
        for (int i = 0; i < size; i++) {
            long bytes = extraBytes(i, extra);
            if (bytes != ExtraUsage.ABSENT) {
                sum = Math.max(0, sum) + bytes;
            }
        }
        return sum;
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
