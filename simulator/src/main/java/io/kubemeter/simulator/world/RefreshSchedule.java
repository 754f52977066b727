package io.kubemeter.simulator.world;

/**
 * The instants at which one series is sampled: gaps vary between two bounds, and the latest instant
 * before any time is found without walking there.
 *
 * <p>Instant {@code k} lies at {@code k * period + offset}, moved by a seeded jitter of at most a
 * quarter of the difference between the bounds, so that every gap keeps both bounds.
 */
record RefreshSchedule(long seed, long periodMillis, long jitterMillis, long offsetMillis) {
    static RefreshSchedule of(long seed, long shortestMillis, long longestMillis) {
        long period = (shortestMillis + longestMillis) / 2;
        long jitter = (longestMillis - shortestMillis) / 4;
        return new RefreshSchedule(seed, period, jitter, Math.floorMod(mix(seed), period));
    }

    /** The latest instant at or before {@code millis}. */
    long latest(long millis) {
        return instant(indexAt(millis));
    }

    /** The first instant after {@code millis}. */
    long next(long millis) {
        return instant(indexAt(millis) + 1);
    }

    /** The instant before the one that is the latest at {@code millis}. */
    long previous(long millis) {
        return instant(indexAt(millis) - 1);
    }

    private long indexAt(long millis) {
        long index = Math.floorDiv(millis - offsetMillis, periodMillis) + 1;
        while (instant(index) > millis) {
            index--;
        }
        return index;
    }

    private long instant(long index) {
        // The high half of a product spreads a hash over a range without a division.
        long jitter =
                Math.unsignedMultiplyHigh(mix(seed ^ index), 2 * jitterMillis + 1) - jitterMillis;
        return index * periodMillis + offsetMillis + jitter;
    }

    /** A well-spread hash of 64 bits (the finisher of SplitMix64). */
    static long mix(long value) {
        long mixed = value + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
