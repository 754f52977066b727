package io.kubemeter.bench;

import io.kubemeter.kubelet.exposition.DecodeResult;
import io.kubemeter.kubelet.exposition.ResourceMetricsDecoder;
import io.kubemeter.kubelet.exposition.RowMemory;
import io.kubemeter.kubelet.exposition.ScrapeTable;
import io.kubemeter.model.NodeName;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints how much heap the samples of 1,000 nodes with 30 pods of two containers hold. */
public final class StoreFootprint {
    private static final int NODES = 1_000;
    private static final int PODS = 30;
    private static final int SCRAPES = 2;

    private final SampleStore store = new SampleStore(StoreRules.of(15_000));
    private final List<RowMemory> memories = new ArrayList<>();
    private final ResourceMetricsDecoder decoder = new ResourceMetricsDecoder();

    private StoreFootprint() {}

    /** Measures and prints; takes no arguments. */
    public static void main(String[] args) {
        StoreFootprint footprint = new StoreFootprint();
        long before = usedBytes();
        footprint.scrape();
        long all = usedBytes() - before;
        int pods = NODES * PODS;
        footprint.memories.clear();
        long samples = usedBytes() - before;
        System.out.printf(
                Locale.ROOT,
                "%d pods: %d bytes per pod, of which samples and names %d, row memory %d%n",
                footprint.store.nodes().size() * PODS,
                all / pods,
                samples / pods,
                (all - samples) / pods);
    }

    private void scrape() {
        for (int node = 0; node < NODES; node++) {
            NodeSamples samples = store.open(new NodeName("node-" + node));
            RowMemory memory = new RowMemory();
            memories.add(memory);
            byte[][] bodies = KubeletBodies.generated(PODS, SCRAPES);
            for (int scrape = 0; scrape < SCRAPES; scrape++) {
                byte[] body = bodies[scrape];
                if (decoder.decode(memory, body, body.length, 0)
                        instanceof DecodeResult.Decoded(ScrapeTable table)) {
                    store(samples, table, scrape);
                }
            }
        }
    }

    private static void store(NodeSamples samples, ScrapeTable table, long scrape) {
        samples.begin(scrape);
        samples.node(table.nodeTimestampMillis(), table.nodeCpuNanos(), table.nodeMemoryBytes());
        for (int row = 0; row < table.rows(); row++) {
            samples.container(
                    table.pod(row),
                    table.container(row),
                    table.startMillis(row),
                    table.timestampMillis(row),
                    table.cpuNanos(row),
                    table.memoryBytes(row));
        }
        samples.commit();
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
