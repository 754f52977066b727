package io.kubemeter.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.ring.SamplePair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeSamplesTest {
    private static final long RESOLUTION = 15_000;

    /** Long before every sample: a container that runs since then is not young. */
    private static final long LONG_AGO = 1_700_000_000_000L;

    private static final long NOW = 1_795_000_000_000L;
    private static final PodKey POD = new PodKey("shop", "web");
    private static final PodKey OTHER = new PodKey("shop", "idle");

    private final SampleStore store = new SampleStore(StoreRules.of(RESOLUTION));
    private final NodeSamples samples = store.open(new NodeName("node1"));
    private final SamplePair pair = new SamplePair();
    private long nanos;

    @Test
    void twoSamplesMakeAPair() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        assertThat(served()).isFalse();
        assertThat(samples.awaitsPair()).isTrue();

        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 8));
        pair(NOW, 100, NOW + 15_000, 250);
        assertThat(samples.awaitsPair()).isFalse();
    }

    @Test
    void aSampleThatWasHeldBackMakesAPairWithTheNext() {
        scrape(() -> {
            samples.earlier(POD, "app", new HeldSample(0, LONG_AGO, NOW, 100, 7));
            app(LONG_AGO, NOW + 15_000, 250, 8);
        });
        pair(NOW, 100, NOW + 15_000, 250);
        scrape(() -> app(LONG_AGO, NOW + 30_000, 300, 8));
        pair(NOW + 15_000, 250, NOW + 30_000, 300);
    }

    @Test
    void aScrapeOfTheNodeAloneKeepsItsPods() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        samples.begin(nanos);
        samples.node(NOW, 1, 1);
        samples.commitNode();
        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 8));
        pair(NOW, 100, NOW + 15_000, 250);
        assertThat(samples.podCount()).isEqualTo(1);
    }

    @Test
    void noPairSpansTwoSources() {
        scrape(() -> app(LONG_AGO, NOW + 866, 100, 7));
        scrape(SampleSource.SUMMARY, () -> app(LONG_AGO, NOW, 100, 7));
        assertThat(served()).isFalse();
        scrape(SampleSource.SUMMARY, () -> app(LONG_AGO, NOW + 15_000, 250, 8));
        pair(NOW, 100, NOW + 15_000, 250);
    }

    @Test
    void theLastPairStaysUntilTheOtherSourceHasOne() {
        scrape(() -> app(LONG_AGO, NOW + 866, 100, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_900, 250, 7));
        scrape(SampleSource.SUMMARY, () -> app(LONG_AGO, NOW + 15_000, 250, 7));
        pair(NOW + 866, 100, NOW + 15_900, 250);
        scrape(SampleSource.SUMMARY, () -> app(LONG_AGO, NOW + 30_000, 400, 7));
        pair(NOW + 15_000, 250, NOW + 30_000, 400);
        scrape(() -> app(LONG_AGO, NOW + 45_100, 550, 7));
        pair(NOW + 15_000, 250, NOW + 30_000, 400);
        scrape(() -> app(LONG_AGO, NOW + 60_200, 700, 7));
        pair(NOW + 45_100, 550, NOW + 60_200, 700);
    }

    @Test
    void aRepeatedSampleKeepsThePair() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 7));
        pair(NOW, 100, NOW + 15_000, 250);
    }

    @Test
    void anOlderSampleKeepsThePair() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 7));
        scrape(() -> app(LONG_AGO, NOW + 14_000, 240, 7));
        pair(NOW, 100, NOW + 15_000, 250);
    }

    @Test
    void aClockThatWasSetBackBeginsAgainOnceTheOldSampleIsNotServed() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 7));
        for (int i = 0; i < 4; i++) {
            long time = NOW - 3_600_000 + i * 15_000L;
            scrape(() -> app(LONG_AGO, time, 400, 7));
        }
        assertThat(served()).isFalse();

        scrape(() -> app(LONG_AGO, NOW - 3_000_000, 600_000, 7));
        assertThat(served()).isTrue();
        assertThat(pair.newestTimestampMillis()).isEqualTo(NOW - 3_000_000);
    }

    @Test
    void aContainerBornWithinThePeriodIsServedAtOnce() {
        scrape(() -> app(NOW, NOW + 10_000, 500, 7));
        pair(NOW, 0, NOW + 10_000, 500);
        assertThat(pair.previousMemoryBytes()).isEqualTo(7);
    }

    @Test
    void tooYoungOrTooOldContainersGetNoBirthSample() {
        scrape(() -> app(NOW, NOW + 9_999, 500, 7));
        assertThat(served()).isFalse();
        scrape(() -> other(NOW, NOW + 15_000, 500, 7));
        assertThat(served(OTHER)).isFalse();
    }

    @Test
    void aRestartKeepsTheLastPairUntilTheNewLifeHasOne() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 7));
        assertThat(samples.awaitsPair()).isFalse();
        scrape(() -> app(NOW + 25_000, NOW + 30_000, 300, 7));
        pair(NOW, 100, NOW + 15_000, 250);
        assertThat(samples.awaitsPair()).isTrue();

        scrape(() -> app(NOW + 25_000, NOW + 45_000, 400, 7));
        pair(NOW + 30_000, 300, NOW + 45_000, 400);
    }

    @Test
    void aLifeThatEndsBeforeItsPairIsNotServedAfterTheLastPairsTime() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 7));
        for (int i = 2; i < 6; i++) {
            long at = NOW + i * RESOLUTION;
            scrape(() -> app(at - 5_000, at, 1, 7));
            assertThat(served()).as("scrape %d", i).isEqualTo(i < 5);
        }
    }

    @Test
    void aRestartIsServedAtOnceWhenItIsOldEnough() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 7));
        scrape(() -> app(NOW + 16_000, NOW + 30_000, 300, 7));
        pair(NOW + 16_000, 0, NOW + 30_000, 300);
    }

    @Test
    void aStartTimeThatMovesWithoutRestartGetsNoBirthSample() {
        scrape(() -> app(LONG_AGO, NOW, 1_000_000, 7));
        scrape(() -> app(NOW - 500, NOW + 12_000, 1_000_001, 7));
        assertThat(served()).isFalse();
        scrape(() -> app(NOW - 500, NOW + 27_000, 1_000_016, 7));
        pair(NOW + 12_000, 1_000_001, NOW + 27_000, 1_000_016);
    }

    @Test
    void aStartTimeThatBecomesKnownChangesNothing() {
        scrape(() -> app(0, NOW, 100, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 7));
        pair(NOW, 100, NOW + 15_000, 250);
        scrape(() -> app(0, NOW + 30_000, 260, 7));
        pair(NOW + 15_000, 250, NOW + 30_000, 260);
    }

    @Test
    void aCounterResetMakesNoPairUntilTheNextAdvance() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 250, 7));
        scrape(() -> app(LONG_AGO, NOW + 30_000, 20, 7));
        pair(NOW, 100, NOW + 15_000, 250);
        scrape(() -> app(LONG_AGO, NOW + 30_000, 20, 7));
        pair(NOW, 100, NOW + 15_000, 250);
        scrape(() -> app(LONG_AGO, NOW + 45_000, 50, 7));
        pair(NOW + 30_000, 20, NOW + 45_000, 50);
    }

    @Test
    void aZeroThatComesBetweenIsNoReset() {
        scrape(() -> app(LONG_AGO, NOW, 1_000, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 2_000, 7));
        scrape(() -> app(LONG_AGO, NOW + 30_000, 0, 0));
        pair(NOW, 1_000, NOW + 15_000, 2_000);
        scrape(() -> app(LONG_AGO, NOW + 45_000, 4_000, 7));
        pair(NOW + 15_000, 2_000, NOW + 45_000, 4_000);
    }

    @Test
    void zerosOfAContainerThatRunsAreValues() {
        scrape(() -> app(LONG_AGO, NOW, 0, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 0, 0));
        pair(NOW, 0, NOW + 15_000, 0);
        assertThat(pair.newestMemoryBytes()).isZero();
    }

    @Test
    void zerosOfAContainerYoungerThanOnePeriodAreNot() {
        scrape(() -> app(NOW, NOW + 2_000, 0, 7));
        scrape(() -> app(NOW, NOW + 13_000, 5, 0));
        assertThat(served()).isFalse();
        scrape(() -> app(NOW, NOW + 17_000, 10, 7));
        scrape(() -> app(NOW, NOW + 32_000, 20, 7));
        pair(NOW + 17_000, 10, NOW + 32_000, 20);
    }

    @Test
    void zerosOfAContainerWithoutStartTimeAreValues() {
        scrape(() -> app(0, NOW, 0, 0));
        scrape(() -> app(0, NOW + 15_000, 0, 0));
        pair(NOW, 0, NOW + 15_000, 0);
    }

    @Test
    void countersAboveTheSignedRangeAdvance() {
        scrape(() -> app(LONG_AGO, NOW, Long.MAX_VALUE, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, Long.MIN_VALUE + 9, 7));
        pair(NOW, Long.MAX_VALUE, NOW + 15_000, Long.MIN_VALUE + 9);
    }

    @Test
    void aRebootOfTheNodeIsACounterReset() {
        scrape(() -> samples.node(NOW, 100, 7));
        assertThat(requireNonNull(samples.node()).ring().hasPair()).isFalse();
        scrape(() -> samples.node(NOW + 15_000, 200, 7));
        assertThat(requireNonNull(samples.node()).ring().hasPair()).isTrue();
        scrape(() -> samples.node(NOW + 30_000, 5, 7));
        assertThat(requireNonNull(samples.node()).ring().newestPair(pair)).isTrue();
        assertThat(pair.newestCpuNanos()).isEqualTo(200);
        scrape(() -> samples.node(NOW + 45_000, 9, 7));
        assertThat(requireNonNull(samples.node()).ring().newestPair(pair)).isTrue();
        assertThat(pair.previousCpuNanos()).isEqualTo(5);
    }

    @Test
    void aNodeWithoutSampleHasNoSeries() {
        scrape(() -> app(0, NOW, 1, 1));
        assertThat(samples.node()).isNull();
    }

    @Test
    void podsThatAreNotNamedAreGone() {
        scrape(this::both);
        assertThat(samples.podCount()).isEqualTo(2);

        scrape(() -> app(LONG_AGO, NOW + 15_000, 200, 7));

        assertThat(samples.pod(OTHER)).isNull();
        assertThat(served()).isTrue();
        assertThat(samples.podCount()).isEqualTo(1);
    }

    @Test
    void aPodThatComesBackBeginsAnew() {
        scrape(this::both);
        scrape(() -> app(LONG_AGO, NOW + 15_000, 200, 7));
        scrape(() -> {
            app(LONG_AGO, NOW + 30_000, 300, 7);
            other(LONG_AGO, NOW + 30_000, 300, 7);
        });
        assertThat(served()).isTrue();
        assertThat(served(OTHER)).isFalse();
    }

    @Test
    void nothingIsGoneBeforeTheCommit() {
        scrape(this::both);
        samples.begin(++nanos);
        assertThat(samples.podCount()).isEqualTo(2);
        samples.commit();
        assertThat(samples.podCount()).isZero();
    }

    @Test
    void aNewContainerHoldsItsPodBackUntilItHasAPair() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        scrape(() -> app(LONG_AGO, NOW + 15_000, 200, 7));
        PodEntry before = requireNonNull(samples.pod(POD));

        scrape(() -> {
            app(LONG_AGO, NOW + 30_000, 300, 7);
            samples.container(POD, "a-sidecar", LONG_AGO, NOW + 30_000, 1, 1);
        });

        PodEntry after = requireNonNull(samples.pod(POD));
        assertThat(after).isNotSameAs(before);
        assertThat(names(after)).containsExactly("a-sidecar", "app");
        assertThat(after.hasPairs()).isFalse();
        assertThat(before.hasPairs()).isTrue();
        assertThat(after.series(1)).isSameAs(before.series(0));
    }

    @Test
    void aContainerBetweenTwoLivesStaysInItsPod() {
        scrape(() -> withSidecar(0));
        scrape(() -> withSidecar(15_000));
        scrape(() -> app(LONG_AGO, NOW + 30_000, 300, 7));
        PodEntry held = requireNonNull(samples.pod(POD));
        assertThat(names(held)).containsExactly("a-sidecar", "app");
        assertThat(served()).isTrue();

        scrape(() -> {
            app(LONG_AGO, NOW + 45_000, 400, 7);
            samples.container(POD, "a-sidecar", NOW + 40_000, NOW + 45_000, 1, 1);
        });
        assertThat(served()).as("with the last life's pair").isTrue();
        scrape(() -> {
            app(LONG_AGO, NOW + 60_000, 500, 7);
            samples.container(POD, "a-sidecar", NOW + 40_000, NOW + 60_000, 2, 1);
        });
        assertThat(samples.pod(POD)).isSameAs(held);
        assertThat(served()).isTrue();
    }

    @Test
    void aContainerThatHasEndedLeavesItsPodWhenItsPairMayNotBeServedAnyMore() {
        scrape(() -> withSidecar(0));
        scrape(() -> withSidecar(15_000));
        for (int i = 2; i < 4; i++) {
            long at = NOW + i * RESOLUTION;
            scrape(() -> app(LONG_AGO, at, 300, 7));
            assertThat(names(requireNonNull(samples.pod(POD)))).containsExactly("a-sidecar", "app");
        }
        scrape(() -> app(LONG_AGO, NOW + 60_000, 300, 7));
        assertThat(names(requireNonNull(samples.pod(POD)))).containsExactly("app");
        assertThat(served()).isTrue();
    }

    @Test
    void aContainerWithoutAPairIsWaitedForInTwoScrapes() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        scrape(() -> withSidecar(15_000));
        for (int i = 2; i < 5; i++) {
            long at = NOW + i * RESOLUTION;
            scrape(() -> app(LONG_AGO, at, 300, 7));
            assertThat(served()).as("scrape %d", i).isEqualTo(i == 4);
        }
        assertThat(names(requireNonNull(samples.pod(POD)))).containsExactly("app");
    }

    private void withSidecar(long afterMillis) {
        long cpu = 100 + afterMillis / 1_000;
        app(LONG_AGO, NOW + afterMillis, cpu, 7);
        samples.container(POD, "a-sidecar", LONG_AGO, NOW + afterMillis, cpu, 1);
    }

    @Test
    void aContainerThatIsListedWithoutSampleKeepsWhatItHas() {
        scrape(this::both);
        scrape(() -> {
            app(LONG_AGO, NOW + 15_000, 200, 7);
            other(LONG_AGO, NOW + 15_000, 200, 7);
        });
        scrape(() -> {
            samples.container(POD, "app");
            samples.container(POD, "new");
            samples.container(OTHER, "app");
        });
        assertThat(served(OTHER)).isTrue();
        assertThat(served()).isFalse();
        assertThat(names(requireNonNull(samples.pod(POD)))).containsExactly("app", "new");
        assertThat(samples.awaitsPair()).isTrue();
    }

    @Test
    void entriesStayWhileRowsMove() {
        scrape(this::both);
        PodEntry app = requireNonNull(samples.pod(POD));
        PodEntry other = requireNonNull(samples.pod(OTHER));

        scrape(() -> {
            other(LONG_AGO, NOW + 15_000, 200, 7);
            samples.container(new PodKey("shop", "new"), "app", 0, NOW, 1, 1);
            app(LONG_AGO, NOW + 15_000, 200, 7);
        });

        assertThat(samples.pod(POD)).isSameAs(app);
        assertThat(samples.pod(OTHER)).isSameAs(other);
        assertThat(app.hasPairs() && other.hasPairs()).isTrue();
        assertThat(samples.podCount()).isEqualTo(3);
    }

    @Test
    void aContainerThatIsNamedTwiceIsOne() {
        scrape(() -> {
            app(LONG_AGO, NOW, 100, 7);
            app(LONG_AGO, NOW + 15_000, 200, 7);
        });
        assertThat(served()).isFalse();
        assertThat(requireNonNull(samples.pod(POD)).size()).isEqualTo(1);
    }

    @Test
    void containersOfAPodNeedNotBeAdjacent() {
        for (int i = 0; i < 2; i++) {
            long time = NOW + i * 15_000L;
            scrape(() -> {
                samples.container(POD, "a", LONG_AGO, time, time, 1);
                samples.container(OTHER, "a", LONG_AGO, time, time, 1);
                samples.container(POD, "b", LONG_AGO, time, time, 1);
                samples.container(OTHER, "b", LONG_AGO, time, time, 1);
            });
        }
        assertThat(names(requireNonNull(samples.pod(POD)))).containsExactly("a", "b");
        assertThat(names(requireNonNull(samples.pod(OTHER)))).containsExactly("a", "b");
        assertThat(samples.pods()).allMatch(PodEntry::hasPairs);
    }

    @Test
    void samplesAgeByTheTimeOfTheirReceipt() {
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        Series series = requireNonNull(samples.pod(POD)).series(0);
        long received = series.receivedNanos();
        assertThat(received).isEqualTo(nanos);
        scrape(() -> app(LONG_AGO, NOW, 100, 7));

        long maxAgeNanos = store.rules().maxSampleAgeMillis() * 1_000_000;
        assertThat(series.receivedNanos()).isEqualTo(received);
        assertThat(samples.receivedNanos()).isEqualTo(nanos);
        assertThat(series.stale(received + maxAgeNanos, store.rules())).isFalse();
        assertThat(series.stale(received + maxAgeNanos + 1, store.rules())).isTrue();
    }

    @Test
    void nodesDoNotShareTheirPods() {
        NodeSamples second = store.open(new NodeName("node2"));
        scrape(() -> app(LONG_AGO, NOW, 100, 7));
        second.begin(1);
        second.commit();

        assertThat(samples.pod(POD)).isNotNull();
        assertThat(second.pod(POD)).isNull();
        assertThat(store.nodes()).containsExactlyInAnyOrder(samples, second);
        assertThat(store.open(new NodeName("node1"))).isSameAs(samples);
        store.close(new NodeName("node1"));
        assertThat(store.node(new NodeName("node1"))).isNull();
    }

    @Test
    void whatHasAPairIsCounted() {
        scrape(this::both);
        scrape(() -> {
            samples.node(NOW, 1, 1);
            app(LONG_AGO, NOW + 15_000, 200, 7);
            other(LONG_AGO, NOW, 100, 7);
        });
        assertThat(store.nodesWithPair()).isZero();
        assertThat(store.containersWithPair()).isEqualTo(1);
    }

    private void both() {
        app(LONG_AGO, NOW, 100, 7);
        other(LONG_AGO, NOW, 100, 7);
    }

    private void scrape(Runnable rows) {
        scrape(SampleSource.RESOURCE, rows);
    }

    private void scrape(SampleSource from, Runnable rows) {
        nanos += RESOLUTION * 1_000_000;
        samples.begin(nanos, from);
        rows.run();
        samples.commit();
    }

    private void app(long start, long timestamp, long cpu, long memory) {
        samples.container(POD, "app", start, timestamp, cpu, memory);
    }

    private void other(long start, long timestamp, long cpu, long memory) {
        samples.container(OTHER, "app", start, timestamp, cpu, memory);
    }

    private boolean served() {
        return served(POD);
    }

    private boolean served(PodKey key) {
        PodEntry entry = requireNonNull(samples.pod(key));
        boolean served = true;
        for (int i = 0; i < entry.size(); i++) {
            served &= entry.series(i).ring().newestPair(pair);
        }
        assertThat(entry.hasPairs()).isEqualTo(served);
        return served;
    }

    private void pair(long previousTime, long previousCpu, long newestTime, long newestCpu) {
        assertThat(served()).isTrue();
        assertThat(pair.previousTimestampMillis()).isEqualTo(previousTime);
        assertThat(pair.previousCpuNanos()).isEqualTo(previousCpu);
        assertThat(pair.newestTimestampMillis()).isEqualTo(newestTime);
        assertThat(pair.newestCpuNanos()).isEqualTo(newestCpu);
    }

    private static List<String> names(PodEntry entry) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < entry.size(); i++) {
            names.add(entry.series(i).name());
        }
        return names;
    }
}
