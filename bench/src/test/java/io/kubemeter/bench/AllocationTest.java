package io.kubemeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What must not allocate in steady state does not, to the byte. */
class AllocationTest {
    private static final int WARM_UP = 200;
    private static final int RUNS = 500;
    private static final int WINDOWS = 8;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void decodingTheCapturedBodyAllocatesNothing() {
        decoding("captured");
    }

    @Test
    void decodingManyPodsAllocatesNothing() {
        decoding("110");
    }

    @Test
    void storingAScrapeAllocatesNothing() {
        StoreBench bench = new StoreBench();
        bench.twoScrapes();
        nothing(bench::store);
    }

    @Test
    void theRingAllocatesNothing() {
        RingBench bench = new RingBench();
        bench.twoSamples();
        nothing(bench::append);
        nothing(bench::readUsage);
    }

    @Test
    void writingTextAllocatesNothing() {
        QuantityBench bench = new QuantityBench();
        nothing(bench::cpu);
        nothing(bench::memory);
        nothing(bench::timestamp);
        nothing(bench::duration);
    }

    private static void decoding(String pods) {
        DecoderBench bench = new DecoderBench();
        bench.pods = pods;
        bench.bodies();
        DecoderBench.Decoded counted = new DecoderBench.Decoded();
        nothing(() -> bench.decode(counted));
    }

    private static void nothing(Runnable run) {
        for (int i = 0; i < WARM_UP; i++) {
            run.run();
        }
        // The JVM itself allocates now and then for a thread whose code it compiles anew, so of
        // some
        // windows one must be clean.
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS && least != 0; window++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < RUNS; i++) {
                run.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes of %d runs", RUNS).isZero();
    }
}
