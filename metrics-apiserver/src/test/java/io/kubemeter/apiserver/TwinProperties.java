package io.kubemeter.apiserver;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.netty.util.ResourceLeakDetector;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Two equal worlds with equal lives, one of them with faults in a random schedule: while the faults
 * last the invariants hold, and after the last one both serve the same.
 *
 * <p>To repeat a failure: {@code -Dkubemeter.twin.seed=S -Dkubemeter.twin.worlds=1}. To look
 * longer: {@code -Dkubemeter.twin.worlds=10000}, twenty schedules each, or one schedule of many
 * hours: {@code -Dkubemeter.twin.hours=24}.
 */
class TwinProperties {
    private static final long FIRST_SEED = Long.getLong("kubemeter.twin.seed", 1);
    private static final int WORLDS = Integer.getInteger("kubemeter.twin.worlds", 100);
    private static final int SCHEDULES_PER_WORLD = 20;

    /** So many have each of their buffers followed; of the others one in a hundred. */
    private static final int WATCHED_WORLDS = 10;

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.kubemeter");

    private static final ResourceLeakDetector.Level LEAKS = ResourceLeakDetector.getLevel();

    private static @Nullable Level level;

    /** Thousands of faults would tell thousands of lines. */
    @BeforeAll
    static void quiet() {
        level = LOG.getLevel();
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOG.setLevel(level);
        ResourceLeakDetector.setLevel(LEAKS);
    }

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + WORLDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void afterItsFaultsATwinServesWhatTheOtherServes(long seed) {
        if (seed == FIRST_SEED + WATCHED_WORLDS) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        }
        TwinPlay play = TwinPlay.brief(seed);
        for (int schedule = 0; schedule < SCHEDULES_PER_WORLD; schedule++) {
            play.withFaults(schedule);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "kubemeter.twin.hours", matches = "[0-9]+")
    void aLongLifeOfFaultsLeavesNoTrace() {
        TwinPlay.lasting(FIRST_SEED, Integer.getInteger("kubemeter.twin.hours")).withFaults(0);
    }
}
