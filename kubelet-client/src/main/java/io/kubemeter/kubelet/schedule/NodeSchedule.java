package io.kubemeter.kubelet.schedule;

/**
 * When one node is scraped next.
 *
 * <p>Owner: the event loop that owns the node. Delays are nanoseconds from now; the wall clock
 * gives the phase only, so a jump of it moves one scrape.
 */
public final class NodeSchedule {
    /** Early scrapes in a row; a series that never moves must not cost more for ever. */
    private static final int MAX_EARLY = 8;

    private static final int MAX_QUICK_RETRIES = 3;
    private static final int MAX_DOUBLINGS = 2;

    private final ScrapeClock clock;
    private final long phaseNanos;
    private final PhaseShift shift;
    private boolean atPhase;
    private long random;
    private int early;

    /** Everything on the node had a pair once: what still waits is new, and comes by ones. */
    private boolean settled;

    private int failures;

    NodeSchedule(ScrapeClock clock, long seed) {
        this.clock = clock;
        this.random = seed;
        this.phaseNanos = Math.floorMod(seed, clock.periodNanos());
        this.shift = new PhaseShift(clock.periodNanos());
    }

    /** Failed scrapes since the last good one. */
    public int failures() {
        return failures;
    }

    /**
     * How old the node's own sample was when it came, by the kubelet's clock alone; to be told
     * before the wait is asked for.
     */
    public void sampleAge(long millis) {
        if (atPhase) {
            // A time in whole seconds may make a fresh sample seem to come from the future.
            shift.observed(Math.max(0, millis));
        }
    }

    /**
     * The wait after a good scrape. A node that is new is looked at again and again, so that its
     * first numbers come one refresh of its kubelet later; for a new container on it one early look
     * pays.
     *
     * @param epochMillis the wall clock
     * @param awaitsPair an early second scrape would pay
     */
    public long afterSuccess(long epochMillis, boolean awaitsPair) {
        failures = 0;
        early = awaitsPair ? early + 1 : 0;
        settled |= !awaitsPair || early > MAX_EARLY;
        long toPhase = toPhase(epochMillis);
        if (!awaitsPair || early > (settled ? 1 : MAX_EARLY)) {
            return toPhase;
        }
        return sooner(toPhase, settled ? clock.periodNanos() / 2 : step(early));
    }

    /**
     * The wait after a failed scrape: short ones at first where trying again may help, then the
     * phase. It never passes the period by more than a quarter.
     */
    public long afterFailure(long epochMillis, boolean mayPass) {
        failures++;
        long toPhase = toPhase(epochMillis);
        if (!mayPass || failures > MAX_QUICK_RETRIES) {
            return toPhase;
        }
        long step = clock.stepNanos() << (failures - 1);
        return sooner(toPhase, step - step / 4 + jitter(step / 2));
    }

    private long sooner(long toPhase, long wait) {
        atPhase = toPhase <= wait;
        return Math.min(toPhase, wait);
    }

    /** Early scrapes wait one step twice, then two, then four. */
    private long step(int tries) {
        return clock.stepNanos() << Math.min((tries - 1) / 2, MAX_DOUBLINGS);
    }

    /** To the node's next place in the period; a place that is all but passed is left out. */
    private long toPhase(long epochMillis) {
        long period = clock.periodNanos();
        // Millis times a million overflows only in the year 2262; floorMod keeps even that in
        // range.
        long wait = Math.floorMod(phaseNanos - shift.nanos() - epochMillis * 1_000_000L, period);
        atPhase = true;
        return wait < period / 8 ? wait + period : wait;
    }

    private long jitter(long below) {
        random = ScrapeClock.mix(random + 1);
        return below <= 0 ? 0 : Math.floorMod(random, below);
    }
}
