package io.kubemeter.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.kubelet.PodTrust.Standing;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.store.HeldSample;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import io.kubemeter.telemetry.Counter;
import io.kubemeter.telemetry.Telemetry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodTrustTest {
    private static final NodeName NODE = new NodeName("node1");
    private static final NodeName OTHER = new NodeName("node2");
    private static final PodKey POD = new PodKey("shop", "web");
    private static final long WAIT = 100;

    private final Map<PodKey, NodeName> bound = new HashMap<>();
    private long startedMillis;
    private final Telemetry telemetry =
            new Telemetry(15_000, Arrays.stream(Reason.values()).map(Reason::label).toList());
    private final NodeSamples samples = new SampleStore(StoreRules.of(15_000)).open(NODE);
    private final PodTrust trust = new PodTrust(new Bound(), telemetry, NODE, WAIT);

    @Test
    void aBoundPodIsBelieved() {
        bound.put(POD, NODE);
        assertThat(scrape(0, 1000)).isEqualTo(Standing.BOUND);
        assertThat(trust.refused()).isEmpty();
        assertThat(trust.awaitsPods()).isFalse();
    }

    @Test
    void theSampleOfAPodThatBecomesKnownMakesAPairWithTheNext() {
        assertThat(scrape(0, 1000)).isEqualTo(Standing.WAITING);
        assertThat(trust.awaitsPods()).isTrue();
        bound.put(POD, NODE);
        assertThat(scrape(50, 11_000)).isEqualTo(Standing.BOUND);
        assertThat(hasPair()).isTrue();
        assertThat(trust.awaitsPods()).isFalse();
        assertThat(telemetry.value(Counter.UNKNOWN_PODS)).isZero();
    }

    @Test
    void twoSamplesThatWaitedMakeAPairOfTheirOwn() {
        scrape(0, 1000);
        scrape(50, 11_000);
        bound.put(POD, NODE);
        scrape(90, 11_000);
        assertThat(hasPair()).isTrue();
    }

    @Test
    void aPodThatStaysUnknownIsRefusedAfterItsWaitAndCountedOncePerScrape() {
        scrape(0, 1000);
        scrape(100, 2000);
        assertThat(telemetry.value(Counter.UNKNOWN_PODS)).isZero();
        trust.begin(2, 101);
        assertThat(trust.of(0, POD, 0, 0)).isEqualTo(Standing.REFUSED);
        assertThat(trust.of(1, POD, 0, 0)).isEqualTo(Standing.REFUSED);
        trust.end();
        assertThat(telemetry.value(Counter.UNKNOWN_PODS)).isEqualTo(1);
        assertThat(trust.refused()).containsExactly(Map.entry(POD, Reason.POD_UNKNOWN));
        assertThat(trust.awaitsPods()).isFalse();
    }

    @Test
    void whatWaitedTooLongIsNotGivenBack() {
        scrape(0, 1000);
        scrape(101, 2000);
        bound.put(POD, NODE);
        scrape(102, 3000);
        assertThat(hasPair()).isFalse();
    }

    @Test
    void aPodOfAnotherNodeIsRefused() {
        bound.put(POD, OTHER);
        assertThat(scrape(0, 1000)).isEqualTo(Standing.REFUSED);
        assertThat(telemetry.value(Counter.FOREIGN_PODS)).isEqualTo(1);
        assertThat(trust.refused()).containsExactly(Map.entry(POD, Reason.FOREIGN_POD));
        bound.put(POD, NODE);
        scrape(10, 2000);
        assertThat(trust.refused()).isEmpty();
    }

    @Test
    void samplesOfAnEarlierPodOfTheNameAreRefusedForAWhile() {
        PodTrust patient = new PodTrust(new Bound(), telemetry, NODE, 15_000_000_000L);
        bound.put(POD, NODE);
        startedMillis = 1_000_000;
        patient.begin(1, 0);
        assertThat(patient.of(0, POD, 900_000, 1_010_000)).isEqualTo(Standing.REFUSED);
        patient.end();
        assertThat(patient.refused()).containsExactly(Map.entry(POD, Reason.POD_UNKNOWN));
        patient.begin(1, 1);
        assertThat(patient.of(0, POD, 999_000, 1_011_000)).isEqualTo(Standing.BOUND);
        patient.end();
        // A static pod whose containers outlived what is known of it.
        patient.begin(1, 2);
        assertThat(patient.of(0, POD, 900_000, 1_040_000)).isEqualTo(Standing.BOUND);
        patient.end();
        assertThat(telemetry.value(Counter.UNKNOWN_PODS)).isEqualTo(1);
    }

    @Test
    void inventedPodsPassTheBoundAndAreCounted() {
        for (int round = 0; round < 3; round++) {
            trust.begin(4000, round);
            for (int row = 0; row < 4000; row++) {
                PodKey ghost = new PodKey("shop", "ghost-" + round + "-" + row % 2000);
                if (trust.of(row, ghost, 0, 0) == Standing.WAITING) {
                    trust.hold(ghost, "app", sample(round, 1000));
                }
            }
            trust.end();
        }
        assertThat(telemetry.value(Counter.QUARANTINE_OVERFLOWS)).isPositive();
        assertThat(telemetry.value(Counter.UNKNOWN_PODS))
                .isEqualTo(telemetry.value(Counter.QUARANTINE_OVERFLOWS))
                .isLessThan(3 * 2000);
        assertThat(trust.refused()).hasSize(64);
    }

    @Test
    void aPodThatIsNotNamedAgainLeavesItsPlace() {
        for (int i = 0; i < 100; i++) {
            trust.begin(1, i);
            assertThat(trust.of(0, new PodKey("shop", "pod-" + i), 0, 0))
                    .isEqualTo(Standing.WAITING);
            trust.end();
        }
        assertThat(telemetry.value(Counter.QUARANTINE_OVERFLOWS)).isZero();
    }

    /** One scrape that names the pod, as the intake takes it in. */
    private Standing scrape(long nowNanos, long timestampMillis) {
        trust.begin(1, nowNanos);
        samples.begin(nowNanos);
        Standing standing = trust.of(0, POD, 0, 0);
        if (standing == Standing.WAITING) {
            trust.hold(POD, "app", sample(nowNanos, timestampMillis));
        } else if (standing == Standing.BOUND) {
            trust.release(POD, "app", samples);
            samples.container(POD, "app", 0, timestampMillis, timestampMillis, 10);
        }
        trust.end();
        samples.commit();
        return standing;
    }

    private boolean hasPair() {
        var entry = samples.pod(POD);
        return entry != null && entry.hasPairs();
    }

    private static HeldSample sample(long nowNanos, long timestampMillis) {
        return new HeldSample(nowNanos, 0, timestampMillis, timestampMillis, 10);
    }

    /** What the API server says here. */
    private final class Bound implements PodBindings {
        @Override
        public boolean isBoundTo(PodKey pod, NodeName node) {
            return node.equals(bound.get(pod));
        }

        @Override
        public long startedMillis(PodKey pod) {
            return startedMillis;
        }

        @Override
        public boolean isBoundElsewhere(PodKey pod, NodeName node) {
            NodeName at = bound.get(pod);
            return at != null && !at.equals(node);
        }
    }
}
