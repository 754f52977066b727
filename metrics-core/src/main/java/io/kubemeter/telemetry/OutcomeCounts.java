package io.kubemeter.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * One kind of event, counted and timed by its outcome.
 *
 * <p>Whoever counts often asks for an {@link Outcome} once and keeps it. There must be few values:
 * they are the values of a label.
 */
public final class OutcomeCounts {
    private static final int MOST = 64;

    /** What events had this outcome. */
    public static final class Outcome {
        private final LongAdder count = new LongAdder();
        private final Distribution durations;

        private Outcome(double[] boundsSeconds) {
            this.durations = Distribution.ofNanos(boundsSeconds);
        }

        /** Counts one event that took so long. */
        public void record(long nanos) {
            count.increment();
            durations.observe(nanos);
        }

        /** How many events there were. */
        public long count() {
            return count.sum();
        }

        /** How long they took. */
        public HistogramSnapshot durations() {
            return durations.snapshot();
        }
    }

    private final double[] boundsSeconds;
    private final ConcurrentMap<String, Outcome> outcomes = new ConcurrentSkipListMap<>();

    private OutcomeCounts(double[] boundsSeconds) {
        this.boundsSeconds = boundsSeconds;
    }

    /** Nothing counted yet; durations have these bounds. */
    public static OutcomeCounts of(double... boundsSeconds) {
        return new OutcomeCounts(boundsSeconds.clone());
    }

    /** The events with this outcome; past a bound on their number, those with any other. */
    public Outcome outcome(String value) {
        Outcome known = outcomes.get(value);
        if (known != null) {
            return known;
        }
        String counted = outcomes.size() < MOST ? value : "other";
        return outcomes.computeIfAbsent(counted, _ -> new Outcome(boundsSeconds));
    }

    /** Every outcome that was asked for, sorted; a live view. */
    public Map<String, Outcome> outcomes() {
        return outcomes;
    }
}
