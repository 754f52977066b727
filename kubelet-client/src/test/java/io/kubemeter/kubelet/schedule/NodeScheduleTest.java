package io.kubemeter.kubelet.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeScheduleTest {
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(15);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long NOW = 1_795_232_350_000L;

    private final ScrapeClock clock = new ScrapeClock(Duration.ofSeconds(15));

    @Test
    void aNodeKeepsItsPlaceInThePeriod() {
        NodeSchedule node = clock.schedule("node1");
        long wait = node.afterSuccess(NOW, false);
        long due = NOW + TimeUnit.NANOSECONDS.toMillis(wait);
        for (int i = 0; i < 100; i++) {
            long late = due + i;
            long next = late + TimeUnit.NANOSECONDS.toMillis(node.afterSuccess(late, false));
            assertThat(Math.abs(next - due - 15_000)).isLessThanOrEqualTo(1);
            due = next;
        }
    }

    @Test
    void replicasAgreeOnANodesPlace() {
        NodeSchedule one = clock.schedule("node1");
        NodeSchedule other = new ScrapeClock(Duration.ofSeconds(15)).schedule("node1");
        assertThat(one.afterSuccess(NOW, false)).isEqualTo(other.afterSuccess(NOW, false));
    }

    @Test
    void placesOfManyNodesAreEven() {
        int[] perSecond = new int[17];
        for (int i = 0; i < 15_000; i++) {
            NodeSchedule node = clock.schedule("node-" + i);
            perSecond[(int) (node.afterSuccess(0, false) / SECOND)]++;
        }
        // The first two seconds belong to the next period: a place all but passed is left out.
        for (int second = 2; second < 15; second++) {
            assertThat(perSecond[second]).isBetween(850, 1150);
        }
    }

    @Test
    void aSecondScrapeComesEarlyWhileAPairIsAwaited() {
        NodeSchedule node = farFromItsPlace();
        assertThat(node.afterSuccess(NOW, true)).isEqualTo(SECOND);
        assertThat(node.afterSuccess(NOW, true)).isEqualTo(SECOND);
        assertThat(node.afterSuccess(NOW, true)).isEqualTo(2 * SECOND);
        assertThat(node.afterSuccess(NOW, true)).isEqualTo(2 * SECOND);
        assertThat(node.afterSuccess(NOW, true)).isEqualTo(4 * SECOND);
        assertThat(node.afterSuccess(NOW, false)).isGreaterThan(4 * SECOND);
    }

    @Test
    void aNewContainerOnAnOldNodeIsWorthOneEarlyScrape() {
        NodeSchedule node = farFromItsPlace();
        long place = node.afterSuccess(NOW, false);
        assertThat(node.afterSuccess(NOW, true)).isEqualTo(PERIOD / 2);
        assertThat(node.afterSuccess(NOW, true)).isEqualTo(place);
        assertThat(node.afterSuccess(NOW, true)).isEqualTo(place);
        assertThat(node.afterSuccess(NOW, false)).isEqualTo(place);
        assertThat(node.afterSuccess(NOW, true)).isEqualTo(PERIOD / 2);
    }

    @Test
    void aSeriesThatNeverMovesCostsNoMoreAfterAWhile() {
        NodeSchedule node = farFromItsPlace();
        for (int i = 0; i < 8; i++) {
            assertThat(node.afterSuccess(NOW, true)).isLessThanOrEqualTo(8 * SECOND);
        }
        assertThat(node.afterSuccess(NOW, true)).isGreaterThan(PERIOD / 2);
        assertThat(node.afterSuccess(NOW, true)).isGreaterThan(PERIOD / 2);
    }

    @Test
    void retriesGrowAndEndAtThePeriod() {
        NodeSchedule node = farFromItsPlace();
        long before = 0;
        for (int i = 0; i < 3; i++) {
            long wait = node.afterFailure(NOW, true);
            assertThat(wait).isGreaterThan(before).isLessThan(6 * SECOND);
            before = wait;
        }
        long place = node.afterFailure(NOW, true);
        for (int i = 0; i < 50; i++) {
            assertThat(node.afterFailure(NOW, true)).isEqualTo(place);
        }
        assertThat(node.failures()).isEqualTo(54);
        node.afterSuccess(NOW, false);
        assertThat(node.failures()).isZero();
    }

    @Test
    void whatCannotPassSoonWaitsForItsPlace() {
        NodeSchedule node = farFromItsPlace();
        long place = node.afterSuccess(NOW, false);
        assertThat(node.afterFailure(NOW, false)).isEqualTo(place);
    }

    @Test
    void noWaitPassesThePeriodByMuch() {
        for (int i = 0; i < 2_000; i++) {
            NodeSchedule node = clock.schedule("node-" + i);
            for (int failure = 0; failure < 6; failure++) {
                assertThat(node.afterFailure(NOW + i * 7L, true)).isBetween(1L, PERIOD * 9 / 8);
            }
        }
    }

    @Test
    void ticksAreCoarseButNotForShortPeriods() {
        assertThat(ScrapeClock.tickNanos(Duration.ofSeconds(15), Duration.ofSeconds(10)))
                .isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(ScrapeClock.tickNanos(Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .isLessThan(TimeUnit.MILLISECONDS.toNanos(10));
    }

    private NodeSchedule farFromItsPlace() {
        for (int i = 0; ; i++) {
            if (clock.schedule("node-" + i).afterSuccess(NOW, false) > PERIOD * 3 / 4) {
                return clock.schedule("node-" + i);
            }
        }
    }
}
