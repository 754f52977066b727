package io.kubemeter.bench;

import io.kubemeter.ring.SamplePair;
import io.kubemeter.ring.SampleRing;
import io.kubemeter.usage.UsageRule;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Appending to a ring and reading a pair from it, without contention. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBench {
    private final SampleRing ring = new SampleRing();
    private final SamplePair pair = new SamplePair();
    private long now;

    /** Leaves a pair to read. */
    @Setup
    public void twoSamples() {
        append();
        append();
    }

    /** One sample. */
    @Benchmark
    public void append() {
        now += 15_000;
        ring.append(1, now, now * 1_000, now & 0xffff_ffffL);
    }

    /** One pair and its CPU. */
    @Benchmark
    public long readUsage() {
        return ring.newestPair(pair) ? UsageRule.cpuNanocores(pair) : 0;
    }
}
