package io.kubemeter.apiserver.kube;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: longer each time, and never the same for two of us.
 *
 * <p><b>Owner:</b> the virtual thread that tries.
 */
public final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private int failures;

    public Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** A try was good: the next failure waits shortly again. */
    public void reset() {
        failures = 0;
    }

    /** After a failure: between half of the step and all of it. */
    public Duration next() {
        long step = first.toMillis() << Math.min(failures, 20);
        failures++;
        long bounded = Math.min(step, longest.toMillis());
        return Duration.ofMillis(bounded / 2 + random.nextLong(bounded / 2 + 1));
    }
}
