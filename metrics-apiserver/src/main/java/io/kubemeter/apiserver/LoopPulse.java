package io.kubemeter.apiserver;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Feels whether the scraping loops still turn. A loop that is stuck stops scraping for its nodes,
 * and only a restart mends it: this is what liveness is for.
 *
 * <p><b>Owner:</b> each loop writes its own beat; any thread reads.
 */
final class LoopPulse {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Map<EventExecutor, Long> beats = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private final long longestNanos;

    private LoopPulse(LongSupplier nanos, Duration resolution) {
        this.nanos = nanos;
        this.longestNanos = resolution.multipliedBy(3).dividedBy(2).toNanos();
    }

    /** Feels every loop each two seconds from {@code executor}. */
    static LoopPulse start(
            EventLoopGroup loops,
            ScheduledExecutorService executor,
            Duration resolution,
            LongSupplier nanos) {
        LoopPulse pulse = new LoopPulse(nanos, resolution);
        for (EventExecutor loop : loops) {
            pulse.beats.put(loop, nanos.getAsLong());
        }
        executor.scheduleWithFixedDelay(
                () -> loops.forEach(pulse::feel), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return pulse;
    }

    private void feel(EventExecutor loop) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> beats.put(loop, nanos.getAsLong()));
        }
    }

    /** What is wrong, or null while every loop turns. */
    @Nullable String problem() {
        long now = nanos.getAsLong();
        boolean late = beats.values().stream().anyMatch(beat -> now - beat > longestNanos);
        return late ? "metric collection didn't finish on time" : null;
    }
}
