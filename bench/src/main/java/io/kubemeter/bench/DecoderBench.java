package io.kubemeter.bench;

import io.kubemeter.kubelet.exposition.DecodeResult;
import io.kubemeter.kubelet.exposition.ResourceMetricsDecoder;
import io.kubemeter.kubelet.exposition.RowMemory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Decoding whole bodies of one node, scrape after scrape. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DecoderBench {
    private static final int SCRAPES = 16;

    /** The captured body of 6 pods, or how many pods of two containers. */
    @Param({"captured", "30", "110"})
    public String pods = "captured";

    private final ResourceMetricsDecoder decoder = new ResourceMetricsDecoder();
    private final RowMemory memory = new RowMemory();
    private byte[][] bodies = {};
    private int next;

    /** How many bytes were decoded; shown per second. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Decoded {
        /** A million bytes. */
        public double megabytes;

        /** Begins to count again. */
        @Setup(Level.Iteration)
        public void clear() {
            megabytes = 0;
        }
    }

    /** Makes the bodies. */
    @Setup
    public void bodies() {
        bodies =
                pods.equals("captured")
                        ? KubeletBodies.captured(SCRAPES)
                        : KubeletBodies.generated(Integer.parseInt(pods), SCRAPES);
    }

    /** One body. */
    @Benchmark
    public DecodeResult decode(Decoded counted) {
        byte[] body = bodies[next++ & (SCRAPES - 1)];
        counted.megabytes += body.length / 1e6;
        return decoder.decode(memory, body, body.length, 0);
    }
}
