package io.kubemeter.simulator.world;

import java.time.Duration;
import java.util.Locale;

/**
 * How often a kubelet refreshes its samples: busy containers every {@code shortest} to {@code
 * longest} milliseconds, idle ones up to {@code longestIdle}.
 */
public record Refresh(long shortestMillis, long longestMillis, long longestIdleMillis) {
    /** What real kubelets were seen to do. */
    public static final Refresh KUBELET = new Refresh(10_000, 20_000, 30_000);

    public Refresh {
        if (shortestMillis < 1
                || longestMillis < shortestMillis
                || longestIdleMillis < longestMillis) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "refresh: %d, %d, %d ms (expected: 1 <= shortest <= longest <= idle)",
                            shortestMillis,
                            longestMillis,
                            longestIdleMillis));
        }
    }

    /** About every {@code typical}, give or take a fifth; idle containers half as often. */
    public static Refresh about(Duration typical) {
        long millis = typical.toMillis();
        return new Refresh(millis * 4 / 5, millis * 6 / 5, millis * 2);
    }

    RefreshSchedule busy(long seed) {
        return RefreshSchedule.of(seed, shortestMillis, longestMillis);
    }

    RefreshSchedule idle(long seed) {
        return RefreshSchedule.of(seed, shortestMillis, longestIdleMillis);
    }

    /** A node's own sample comes at a nearly fixed pace, a little late each time. */
    RefreshSchedule node(long seed) {
        return RefreshSchedule.of(
                seed, shortestMillis, shortestMillis + Math.min(40, shortestMillis / 10));
    }
}
