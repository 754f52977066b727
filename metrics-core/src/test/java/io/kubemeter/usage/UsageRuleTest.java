package io.kubemeter.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.model.Usage;
import io.kubemeter.ring.SamplePair;
import io.kubemeter.ring.SampleRing;
import org.junit.jupiter.api.Test;

class UsageRuleTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void cpuIsTheMeanOverTheWindow() {
        cpu(300, 500, 10, 20_000);
        cpu(10 * SECOND, 20 * SECOND, 10_000, SECOND);
        cpu(10 * SECOND, 35 * SECOND, 10_000, 2_500_000_000L);
        cpu(0, 5 * SECOND, 10_000, 500_000_000);
        cpu(7, 7, 15_000, 0);
    }

    @Test
    void partsOfANanocoreAreCutOff() {
        cpu(0, 2, 3_000, 0);
        cpu(0, 29, 3_000, 9);
    }

    @Test
    void countersAboveTheSignedRangeStillGiveTheirDifference() {
        cpu(Long.MAX_VALUE - 5, Long.MAX_VALUE + 5, 10_000, 1);
        cpu(-20 * SECOND, -10 * SECOND, 10_000, SECOND);
    }

    @Test
    void memoryAndTimeAreThoseOfTheNewerSample() {
        SampleRing ring = new SampleRing();
        ring.append(5, 1_000, 0, 111);
        ring.append(5, 16_500, 31 * SECOND, 222);
        SamplePair pair = new SamplePair();
        assertThat(ring.newestPair(pair)).isTrue();

        assertThat(UsageRule.between(pair)).isEqualTo(new Usage(2 * SECOND, 222, 16_500, 15_500));
    }

    private static void cpu(long before, long after, long windowMillis, long expected) {
        SampleRing ring = new SampleRing();
        ring.append(0, 1_000, before, 0);
        ring.append(0, 1_000 + windowMillis, after, 0);
        SamplePair pair = new SamplePair();
        assertThat(ring.newestPair(pair)).isTrue();
        assertThat(UsageRule.cpuNanocores(pair)).isEqualTo(expected);
        assertThat(UsageRule.windowMillis(pair)).isEqualTo(windowMillis);
    }
}
