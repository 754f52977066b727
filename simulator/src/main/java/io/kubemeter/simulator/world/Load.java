package io.kubemeter.simulator.world;

/**
 * What a container does with the CPU, as its cumulative use since its start. Every form is a
 * formula of whole numbers, so that any instant can be computed exactly and at once.
 *
 * <p>Rates are nanoseconds of CPU per millisecond: a million is one core.
 */
public sealed interface Load {
    /** CPU time used in the first {@code ageMillis} milliseconds of the container's life. */
    long cpuNanos(long ageMillis);

    /** After how many milliseconds the container starts anew; 0 means never. */
    default long restartEveryMillis() {
        return 0;
    }

    /** Whether a kubelet would sample such a container less often. */
    default boolean idle() {
        return false;
    }

    /** The same rate for ever. */
    record Constant(long nanosPerMilli) implements Load {
        @Override
        public long cpuNanos(long ageMillis) {
            return nanosPerMilli * ageMillis;
        }
    }

    /** A rate that rises evenly from low to high, then falls back and rises again. */
    record Ramp(long lowNanosPerMilli, long highNanosPerMilli, long riseMillis) implements Load {
        @Override
        public long cpuNanos(long ageMillis) {
            long rises = ageMillis / riseMillis;
            return rises * risen(riseMillis) + risen(ageMillis % riseMillis);
        }

        private long risen(long millis) {
            long climb = highNanosPerMilli - lowNanosPerMilli;
            return lowNanosPerMilli * millis + climb * (millis * millis / (2 * riseMillis));
        }
    }

    /** Busy at the start of every period, quiet for the rest of it. */
    record Burst(
            long quietNanosPerMilli, long busyNanosPerMilli, long busyMillis, long periodMillis)
            implements Load {
        @Override
        public long cpuNanos(long ageMillis) {
            long periods = ageMillis / periodMillis;
            return periods * used(periodMillis) + used(ageMillis % periodMillis);
        }

        private long used(long millis) {
            long busy = Math.min(millis, busyMillis);
            return busy * busyNanosPerMilli + (millis - busy) * quietNanosPerMilli;
        }
    }

    /** Nothing after the start but a little work now and then: most samples repeat the last. */
    record Idle(long startupNanos, long stepNanos, long everyMillis) implements Load {
        @Override
        public long cpuNanos(long ageMillis) {
            return ageMillis == 0 ? 0 : startupNanos + stepNanos * (ageMillis / everyMillis);
        }

        @Override
        public boolean idle() {
            return true;
        }
    }

    /** A constant rate in a container that dies and comes back with a counter at zero. */
    record Restart(long nanosPerMilli, long restartEveryMillis) implements Load {
        @Override
        public long cpuNanos(long ageMillis) {
            return nanosPerMilli * ageMillis;
        }
    }
}
