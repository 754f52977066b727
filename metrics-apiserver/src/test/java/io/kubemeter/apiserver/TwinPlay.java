package io.kubemeter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.simulator.world.WorldShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One world's life, played once in good health and then as often as wanted with faults.
 *
 * <p><b>Owner:</b> the test's thread. Twins are played one after the other; what the healthy one
 * served at each look is kept.
 */
final class TwinPlay {
    private static final int NODES = 3;
    private static final int PODS = 2;
    private static final int HEALTHY_PORT = 10250;
    private static final int FAULTY_PORT = 10251;
    private static final long LOOK_MILLIS = 7_500;

    /** Looks are dear, and little happens once the faults are over. */
    private static final long LATER_LOOK_MILLIS = 15_000;

    private static final long FIRST_FAULT_MILLIS = 10_000;

    /**
     * After the last fault: two samples of everything, and whatever a node waits after failures.
     */
    private static final long SETTLING_MILLIS = 80_000;

    /** Then nothing is measured anew until everything was scraped once more. */
    private static final long FROZEN_MILLIS = 25_000;

    private static final long MINUTE_MILLIS = 60_000;

    private final long seed;
    private final WorldShape shape;
    private final long watchMillis;
    private final long faultsEndMillis;
    private final int faults;
    private final List<TwinEvent> churn;
    private final List<Map<String, JsonNode>> healthy = new ArrayList<>();

    private TwinPlay(long seed, long faultsEndMillis, int faults, int changes) {
        SplittableRandom random = new SplittableRandom(seed);
        this.seed = seed;
        this.shape = WorldShape.of(NODES, PODS, 1 + random.nextInt(2), seed);
        this.watchMillis = 50 + random.nextLong(3_000);
        this.faultsEndMillis = faultsEndMillis;
        this.faults = faults;
        this.churn = TwinChurn.of(random.nextLong(), changes, FIRST_FAULT_MILLIS, faultsEndMillis);
        try (Twin twin = new Twin(shape, HEALTHY_PORT, watchMillis)) {
            play(twin, churn, (_, there) -> healthy.add(there.served()));
        }
    }

    /** Faults for a minute. */
    static TwinPlay brief(long seed) {
        int changes = new SplittableRandom(seed).nextInt(5);
        return new TwinPlay(seed, FIRST_FAULT_MILLIS + MINUTE_MILLIS, 2, changes);
    }

    /** Faults for many hours. */
    static TwinPlay lasting(long seed, int hours) {
        int minutes = 60 * hours;
        return new TwinPlay(
                seed, FIRST_FAULT_MILLIS + minutes * MINUTE_MILLIS, minutes, 2 * minutes);
    }

    /** Plays the faults of one seed, and fails if a twin can be told from the other. */
    void withFaults(int schedule) {
        try (Twin twin = new Twin(shape, FAULTY_PORT, watchMillis)) {
            List<TwinEvent> faulty =
                    TwinFaults.of(
                            seed * 31 + schedule,
                            twin,
                            faults - (faults > 1 ? schedule & 1 : 0),
                            FIRST_FAULT_MILLIS,
                            faultsEndMillis);
            TwinInvariants invariants = new TwinInvariants(twin);
            try {
                play(
                        twin,
                        Stream.concat(churn.stream(), faulty.stream()).toList(),
                        (look, it) -> {
                            invariants.hold(healthy.get(look));
                        });
                invariants.healed(healthy.getLast());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(told(schedule, twin, faulty), e);
            }
        }
    }

    private String told(int schedule, Twin twin, List<TwinEvent> faulty) {
        return String.format(
                Locale.ROOT,
                "seed %d, schedule %d, after %d ms%nchurn: %s%nfaults: %s%na watch takes %d ms",
                seed,
                schedule,
                twin.loop.elapsedMillis(),
                churn,
                faulty,
                watchMillis);
    }

    /** Hears what is served every few seconds. */
    private interface Look {
        void at(int look, Twin twin);
    }

    private void play(Twin twin, List<TwinEvent> events, Look looks) {
        List<TwinEvent> all = new ArrayList<>(events);
        long frozen = faultsEndMillis + SETTLING_MILLIS;
        long end = frozen + FROZEN_MILLIS;
        all.add(new TwinEvent(frozen, "nothing is measured", Twin::freeze));
        int looked = 0;
        for (long at = LOOK_MILLIS; at <= end; ) {
            int look = looked++;
            all.add(new TwinEvent(at, "look", it -> look(looks, look, it)));
            at += at < faultsEndMillis ? LOOK_MILLIS : LATER_LOOK_MILLIS;
        }
        int last = looked;
        all.add(new TwinEvent(end, "last look", it -> look(looks, last, it)));
        all.sort(Comparator.comparingLong(TwinEvent::atMillis));
        for (TwinEvent event : all) {
            twin.goOn(event.atMillis());
            event.act().accept(twin);
        }
    }

    private static void look(Look looks, int look, Twin twin) {
        if (!twin.standsStill()) {
            looks.at(look, twin);
        }
    }
}
