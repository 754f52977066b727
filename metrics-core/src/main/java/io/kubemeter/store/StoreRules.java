package io.kubemeter.store;

import io.kubemeter.model.ExtraUsage;
import java.util.Set;

/**
 * What decides what is appended and how long it is served: two times, and what is wanted.
 *
 * @param resolutionMillis how often a node is scraped
 * @param maxSampleAgeMillis for how long a sample is served after it was received
 * @param extras what is kept beside CPU and memory
 */
public record StoreRules(long resolutionMillis, long maxSampleAgeMillis, Set<ExtraUsage> extras) {
    /** Younger containers get no birth sample: so short a window would say nothing. */
    static final long YOUNGEST_BIRTH_MILLIS = 10_000;

    private static final int RESOLUTIONS_SERVED = 3;

    public StoreRules {
        extras = Set.copyOf(extras);
        if (resolutionMillis <= 0 || maxSampleAgeMillis < resolutionMillis) {
            throw new IllegalArgumentException(
                    "resolution: "
                            + resolutionMillis
                            + " ms, max sample age: "
                            + maxSampleAgeMillis
                            + " ms (expected: 0 < resolution <= max sample age)");
        }
    }

    /** Rules that keep CPU and memory only. */
    public StoreRules(long resolutionMillis, long maxSampleAgeMillis) {
        this(resolutionMillis, maxSampleAgeMillis, Set.of());
    }

    /** The rules for a resolution, with the default age of three times as much. */
    public static StoreRules of(long resolutionMillis) {
        return new StoreRules(resolutionMillis, RESOLUTIONS_SERVED * resolutionMillis);
    }

    /**
     * Whether a container of this age, seen for the first time, has used CPU for a whole window.
     */
    boolean bornInWindow(long ageMillis) {
        return ageMillis >= YOUNGEST_BIRTH_MILLIS && ageMillis < resolutionMillis;
    }
}
