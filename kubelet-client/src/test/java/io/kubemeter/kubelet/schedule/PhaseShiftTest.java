package io.kubemeter.kubelet.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scrapes a kubelet that refreshes every so often, by arithmetic alone. */
class PhaseShiftTest {
    private static final long NOW = 1_795_232_350_000L;

    @ParameterizedTest(name = "a refresh of {1} s within {0} s")
    @CsvSource({"30,10", "60,10", "60,15", "60,20", "15,5", "15,15", "60,60"})
    void whereTheRefreshFitsThePeriodSamplesComeYoung(int period, int refresh) {
        for (int node = 0; node < 40; node++) {
            Simulation simulation = new Simulation("node-" + node, period, refresh);
            simulation.scrapes(20);
            double age = simulation.scrapes(20);
            // The kubelet tells its time in whole seconds: what is below three is young.
            assertThat(age).as("node-%s", node).isBetween(0.0, 3.6);
        }
    }

    @ParameterizedTest(name = "a refresh of {1} s within {0} s")
    @CsvSource({"15,10", "60,11", "60,25", "15,60"})
    void whereItDoesNotNothingIsShifted(int period, int refresh) {
        for (int node = 0; node < 40; node++) {
            String name = "node-" + node;
            Simulation simulation = new Simulation(name, period, refresh);
            NodeSchedule still = new ScrapeClock(Duration.ofSeconds(period)).schedule(name);
            simulation.scrapes(40);
            long expected =
                    simulation.millis + millis(still.afterSuccess(simulation.millis, false));
            simulation.scrapes(1);
            assertThat(simulation.millis).as(name).isEqualTo(expected);
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /**
     * A node and its kubelet.
     *
     * <p>Owner: the test.
     */
    private static final class Simulation {
        private final NodeSchedule schedule;
        private final long refreshMillis;
        private final long offsetMillis;
        private long millis = NOW;

        Simulation(String name, int periodSeconds, int refreshSeconds) {
            schedule = new ScrapeClock(Duration.ofSeconds(periodSeconds)).schedule(name);
            refreshMillis = refreshSeconds * 1000L;
            offsetMillis = Math.floorMod(new Random(name.hashCode()).nextInt(), refreshMillis);
        }

        /** The mean age in seconds of the samples that so many scrapes found. */
        double scrapes(int count) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                long age = Math.floorMod(millis - offsetMillis, refreshMillis);
                long told = millis / 1000 * 1000 + 500;
                schedule.sampleAge(told - (millis - age));
                sum += age;
                millis += millis(schedule.afterSuccess(millis, false));
            }
            return sum / 1000.0 / count;
        }
    }
}
