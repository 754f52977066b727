package io.kubemeter.apiserver;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * An event loop in memory whose clock goes from one thing that is due straight to the next: minutes
 * take milliseconds.
 *
 * <p><b>Owner:</b> the thread that made it.
 */
final class VirtualLoop extends ManualIoEventLoop {
    private static final int IDLE_TURNS = 2;

    private final MockTicker ticker;
    private final long startNanos;

    private VirtualLoop(MockTicker ticker) {
        super(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
        this.ticker = ticker;
        this.startNanos = ticker.nanoTime();
    }

    static VirtualLoop create() {
        return new VirtualLoop(Ticker.newMockTicker());
    }

    /** The monotonic clock. */
    long nanos() {
        return ticker.nanoTime();
    }

    long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime() - startNanos);
    }

    /**
     * A wall clock that was there when the loop was made, and is wrong by so much. It knows no
     * loop: what native TLS keeps of it must not keep all that runs there.
     */
    InstantSource clock(long epochMillis, LongSupplier wrongMillis) {
        MockTicker time = ticker;
        long start = startNanos;
        return () ->
                Instant.ofEpochMilli(
                        epochMillis
                                + TimeUnit.NANOSECONDS.toMillis(time.nanoTime() - start)
                                + wrongMillis.getAsLong());
    }

    /** Runs all that is due until so much time has passed. */
    void runFor(Duration time) {
        long end = ticker.nanoTime() + time.toNanos();
        settle();
        long next = nextScheduledTaskDeadlineNanos();
        while (next != -1 && next - end <= 0) {
            ticker.advance(Math.max(0, next - ticker.nanoTime()), TimeUnit.NANOSECONDS);
            settle();
            next = nextScheduledTaskDeadlineNanos();
        }
        ticker.advance(end - ticker.nanoTime(), TimeUnit.NANOSECONDS);
        settle();
    }

    /** Time passes and nothing runs: the process stood still. */
    void standStill(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void settle() {
        int idle = 0;
        while (idle < IDLE_TURNS) {
            idle = runNow() == 0 ? idle + 1 : 0;
        }
    }
}
