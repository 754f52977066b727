package io.kubemeter.bench;

import io.kubemeter.quantity.QuantityText;
import io.kubemeter.quantity.TimeText;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writing the texts of one container of a list. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QuantityBench {
    private static final int VALUES = 1024;

    private final byte[] into = new byte[64];
    private final long[] nanocores = new Random(1).longs(VALUES, 0, 4_000_000_000L).toArray();
    private final long[] pages = new Random(2).longs(VALUES, 1, 1_000_000).toArray();
    private int next;

    /** CPU. */
    @Benchmark
    public int cpu() {
        return QuantityText.writeCpu(into, 0, nanocores[next++ & (VALUES - 1)]);
    }

    /** Memory in whole pages. */
    @Benchmark
    public int memory() {
        return QuantityText.writeMemory(into, 0, 4096 * pages[next++ & (VALUES - 1)]);
    }

    /** A time of this century. */
    @Benchmark
    public int timestamp() {
        return TimeText.writeTimestamp(
                into, 0, 1_795_231_981_000L + nanocores[next++ & (VALUES - 1)]);
    }

    /** A window. */
    @Benchmark
    public int duration() {
        return TimeText.writeDuration(into, 0, 1_000_000 * pages[next++ & (VALUES - 1)]);
    }
}
