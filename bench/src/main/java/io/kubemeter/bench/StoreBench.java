package io.kubemeter.bench;

import io.kubemeter.kubelet.exposition.DecodeResult;
import io.kubemeter.kubelet.exposition.ResourceMetricsDecoder;
import io.kubemeter.kubelet.exposition.RowMemory;
import io.kubemeter.kubelet.exposition.ScrapeTable;
import io.kubemeter.model.NodeName;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A decoded scrape of 30 pods with two containers into the store. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StoreBench {
    private final NodeSamples samples =
            new SampleStore(StoreRules.of(15_000)).open(new NodeName("node"));
    private final ScrapeTable table = table();
    private long scrape;

    /** Two scrapes, so that every pod has a pair. */
    @Setup
    public void twoScrapes() {
        store();
        store();
    }

    /** One scrape in which every container has advanced. */
    @Benchmark
    public boolean store() {
        scrape++;
        samples.begin(scrape * 15_000_000_000L);
        samples.node(scrape * 15_000, scrape, 1);
        for (int row = 0; row < table.rows(); row++) {
            samples.container(
                    table.pod(row),
                    table.container(row),
                    table.startMillis(row),
                    table.timestampMillis(row) + scrape * 15_000,
                    table.cpuNanos(row) + scrape,
                    table.memoryBytes(row));
        }
        samples.commit();
        return samples.awaitsPair();
    }

    private static ScrapeTable table() {
        byte[] body = KubeletBodies.generated(30, 1)[0];
        return switch (new ResourceMetricsDecoder().decode(new RowMemory(), body, body.length, 0)) {
            case DecodeResult.Decoded(ScrapeTable decoded) -> decoded;
            case DecodeResult.Refused refused ->
                    throw new IllegalStateException(refused.toString());
        };
    }
}
