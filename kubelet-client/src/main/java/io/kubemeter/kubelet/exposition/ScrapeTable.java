package io.kubemeter.kubelet.exposition;

import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.PodKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What one body said, in columns: a row per container, and the node.
 *
 * <p><b>Owner:</b> the event loop of the decoder that fills it; reused for every body, so nothing
 * of it may be kept but the names.
 */
public final class ScrapeTable {
    private static final int FIRST_ROWS = 256;

    /** A table that a hostile body blew up beyond this is given back. */
    private static final int KEPT_ROWS = 16_384;

    private static final long[] NO_SWAP = {};
    private static final byte CPU = 1;
    private static final byte MEMORY = 2;
    private static final byte SAMPLED = CPU | MEMORY;
    private static final byte IMPOSSIBLE = 4;

    private int rows;
    private int[] labelStarts = new int[FIRST_ROWS];
    private int[] labelEnds = new int[FIRST_ROWS];
    private PodKey[] pods = new PodKey[FIRST_ROWS];
    private String[] containers = new String[FIRST_ROWS];
    private byte[] flags = new byte[FIRST_ROWS];
    private long[] startMillis = new long[FIRST_ROWS];
    private long[] timestampMillis = new long[FIRST_ROWS];
    private long[] cpuNanos = new long[FIRST_ROWS];
    private long[] memoryBytes = new long[FIRST_ROWS];

    /** Empty where swap is not read. */
    private long[] swapBytes;

    private byte nodeFlags;
    private long nodeTimestampMillis;
    private long nodeCpuNanos;
    private long nodeMemoryBytes;
    private long nodeSwapBytes = ExtraUsage.ABSENT;
    private int namelessLines;
    private boolean anyImpossible;

    ScrapeTable(boolean withSwap) {
        swapBytes = withSwap ? new long[FIRST_ROWS] : NO_SWAP;
    }

    /** How many containers the body lists. */
    public int rows() {
        return rows;
    }

    /** The pod of a row; rows of one pod share the instance, and scrapes do while rows repeat. */
    public PodKey pod(int row) {
        return pods[row];
    }

    /** The container's name. */
    public String container(int row) {
        return containers[row];
    }

    /** Whether the row has both CPU and memory; if not, the container is listed and no more. */
    public boolean sampled(int row) {
        return (flags[row] & SAMPLED) == SAMPLED;
    }

    /** Whether a value of the row's pod is impossible, which refuses the whole pod. */
    public boolean impossible(int row) {
        return (flags[row] & IMPOSSIBLE) != 0;
    }

    /** Whether any row has a sample that is more than zeros, or one that cannot be. */
    public boolean measured() {
        for (int row = 0; row < rows; row++) {
            if (impossible(row) || (sampled(row) && (cpuNanos[row] | memoryBytes[row]) != 0)) {
                return true;
            }
        }
        return false;
    }

    /** When the container started, or 0 where the kubelet does not say so. */
    public long startMillis(int row) {
        return startMillis[row];
    }

    /** The kubelet's time of the CPU value. */
    public long timestampMillis(int row) {
        return timestampMillis[row];
    }

    /** Cumulative CPU time, unsigned. */
    public long cpuNanos(int row) {
        return cpuNanos[row];
    }

    /** Working set. */
    public long memoryBytes(int row) {
        return memoryBytes[row];
    }

    /** Whether swap is read at all. */
    public boolean withSwap() {
        return swapBytes.length > 0;
    }

    /** Swap in use, or {@link ExtraUsage#ABSENT}. */
    public long swapBytes(int row) {
        return withSwap() ? swapBytes[row] : ExtraUsage.ABSENT;
    }

    /** Swap of the node in use, or {@link ExtraUsage#ABSENT}. */
    public long nodeSwapBytes() {
        return nodeSwapBytes;
    }

    /** Whether there is a sample of the node itself, with CPU and memory, and a possible one. */
    public boolean nodeSampled() {
        return (nodeFlags & (SAMPLED | IMPOSSIBLE)) == SAMPLED;
    }

    /** Whether a value of the node itself is impossible. */
    public boolean nodeImpossible() {
        return (nodeFlags & IMPOSSIBLE) != 0;
    }

    /** The kubelet's time of the node's CPU value. */
    public long nodeTimestampMillis() {
        return nodeTimestampMillis;
    }

    /** Cumulative CPU time of the node, unsigned. */
    public long nodeCpuNanos() {
        return nodeCpuNanos;
    }

    /** Working set of the node. */
    public long nodeMemoryBytes() {
        return nodeMemoryBytes;
    }

    /** How many lines of container families named no container and were skipped. */
    public int namelessLines() {
        return namelessLines;
    }

    void clear() {
        if (pods.length > KEPT_ROWS) {
            resize(FIRST_ROWS);
        }
        Arrays.fill(flags, 0, Math.min(rows, flags.length), (byte) 0);
        rows = 0;
        nodeFlags = 0;
        nodeSwapBytes = ExtraUsage.ABSENT;
        namelessLines = 0;
        anyImpossible = false;
    }

    int add(int labelStart, int labelEnd, PodKey pod, String container) {
        if (rows == pods.length) {
            resize(rows * 2);
        }
        int row = rows++;
        labelStarts[row] = labelStart;
        labelEnds[row] = labelEnd;
        pods[row] = pod;
        containers[row] = container;
        startMillis[row] = 0;
        if (withSwap()) {
            swapBytes[row] = ExtraUsage.ABSENT;
        }
        return row;
    }

    int labelStart(int row) {
        return labelStarts[row];
    }

    int labelEnd(int row) {
        return labelEnds[row];
    }

    void cpu(int row, long nanos, long atMillis) {
        cpuNanos[row] = nanos;
        timestampMillis[row] = atMillis;
        flags[row] |= CPU;
    }

    void memory(int row, long bytes) {
        memoryBytes[row] = bytes;
        flags[row] |= MEMORY;
    }

    void swap(int row, long bytes) {
        swapBytes[row] = bytes;
    }

    void nodeSwap(long bytes) {
        nodeSwapBytes = bytes;
    }

    void start(int row, long millis) {
        startMillis[row] = millis;
    }

    void impossibleValue(int row) {
        flags[row] |= IMPOSSIBLE;
        anyImpossible = true;
    }

    void nodeCpu(long nanos, long atMillis) {
        nodeCpuNanos = nanos;
        nodeTimestampMillis = atMillis;
        nodeFlags |= CPU;
    }

    void nodeMemory(long bytes) {
        nodeMemoryBytes = bytes;
        nodeFlags |= MEMORY;
    }

    void impossibleNodeValue() {
        nodeFlags |= IMPOSSIBLE;
    }

    void namelessLine() {
        namelessLines++;
    }

    /** One impossible value refuses its whole pod: a part of a pod would be served as all of it. */
    void finish() {
        if (!anyImpossible) {
            return;
        }
        Set<PodKey> refused = new HashSet<>();
        for (int row = 0; row < rows; row++) {
            if (impossible(row)) {
                refused.add(pods[row]);
            }
        }
        for (int row = 0; row < rows; row++) {
            if (refused.contains(pods[row])) {
                flags[row] |= IMPOSSIBLE;
            }
        }
    }

    PodKey[] copyOfPods() {
        return Arrays.copyOf(pods, rows);
    }

    String[] copyOfContainers() {
        return Arrays.copyOf(containers, rows);
    }

    private void resize(int capacity) {
        labelStarts = Arrays.copyOf(labelStarts, capacity);
        labelEnds = Arrays.copyOf(labelEnds, capacity);
        pods = Arrays.copyOf(pods, capacity);
        containers = Arrays.copyOf(containers, capacity);
        flags = Arrays.copyOf(flags, capacity);
        startMillis = Arrays.copyOf(startMillis, capacity);
        timestampMillis = Arrays.copyOf(timestampMillis, capacity);
        cpuNanos = Arrays.copyOf(cpuNanos, capacity);
        memoryBytes = Arrays.copyOf(memoryBytes, capacity);
        if (withSwap()) {
            swapBytes = Arrays.copyOf(swapBytes, capacity);
        }
    }
}
