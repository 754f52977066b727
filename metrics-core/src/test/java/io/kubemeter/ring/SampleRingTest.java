package io.kubemeter.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleRingTest {
    private final SampleRing ring = new SampleRing();
    private final SamplePair pair = new SamplePair();

    @Test
    void thereIsNoPairBeforeTheSecondSample() {
        assertThat(ring.isEmpty()).isTrue();
        assertThat(ring.newestPair(pair)).isFalse();

        ring.append(1, 2, 3, 4);

        assertThat(ring.isEmpty()).isFalse();
        assertThat(ring.hasPair()).isFalse();
        assertThat(ring.newestPair(pair)).isFalse();
    }

    @Test
    void thePairIsTheTwoNewestInOrder() {
        for (long i = 1; i <= 100; i++) {
            ring.append(i, 10 * i, 100 * i, 1000 * i);
            assertThat(ring.newestTimestampMillis()).isEqualTo(10 * i);
            assertThat(ring.newestStartMillis()).isEqualTo(i);
            assertThat(ring.newestCpuNanos()).isEqualTo(100 * i);
            if (i > 1) {
                assertThat(ring.hasPair()).isTrue();
                assertThat(ring.newestPair(pair)).isTrue();
                holds(i);
            }
        }
    }

    private void holds(long newest) {
        assertThat(pair.newestStartMillis()).isEqualTo(newest);
        assertThat(pair.newestTimestampMillis()).isEqualTo(10 * newest);
        assertThat(pair.newestCpuNanos()).isEqualTo(100 * newest);
        assertThat(pair.newestMemoryBytes()).isEqualTo(1000 * newest);
        assertThat(pair.previousStartMillis()).isEqualTo(newest - 1);
        assertThat(pair.previousTimestampMillis()).isEqualTo(10 * (newest - 1));
        assertThat(pair.previousCpuNanos()).isEqualTo(100 * (newest - 1));
        assertThat(pair.previousMemoryBytes()).isEqualTo(1000 * (newest - 1));
    }
}
