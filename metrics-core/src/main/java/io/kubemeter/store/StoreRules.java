package io.kubemeter.store;

/**
 * The two times that decide what is appended and how long it is served.
 *
 * @param resolutionMillis how often a node is scraped
 * @param maxSampleAgeMillis for how long a sample is served after it was received
 */
public record StoreRules(long resolutionMillis, long maxSampleAgeMillis) {
    /** Younger containers get no birth sample: so short a window would say nothing. */
    static final long YOUNGEST_BIRTH_MILLIS = 10_000;

    private static final int RESOLUTIONS_SERVED = 3;

    public StoreRules {
        if (resolutionMillis <= 0 || maxSampleAgeMillis < resolutionMillis) {
            throw new IllegalArgumentException(
                    "resolution: "
                            + resolutionMillis
                            + " ms, max sample age: "
                            + maxSampleAgeMillis
                            + " ms (expected: 0 < resolution <= max sample age)");
        }
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
