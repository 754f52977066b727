package io.kubemeter.kubelet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatencyTest {
    /** Of 10 s: 6 s for the head. */
    private static final Deadlines DEADLINES = Deadlines.within(Duration.ofSeconds(10));

    private final Latency latency = new Latency();

    @Test
    void aKeptConnectionToAQuickKubeletIsGivenUpInTimeForAFreshOne() {
        latency.observed(seconds(0.02));
        waits(3, 6);
    }

    @Test
    void aSlowKubeletHasItsTime() {
        latency.observed(seconds(1));
        waits(4, 6);
        latency.observed(seconds(4));
        waits(6, 8);
        latency.observed(seconds(9));
        waits(6, 10);
    }

    @Test
    void slownessIsForgottenSlowly() {
        latency.observed(seconds(6));
        for (int i = 0; i < 4; i++) {
            latency.observed(seconds(0.01));
        }
        assertThat(latency.onFresh(DEADLINES)).isGreaterThan(seconds(6));
        for (int i = 0; i < 40; i++) {
            latency.observed(seconds(0.01));
        }
        waits(3, 6);
    }

    private void waits(double kept, double fresh) {
        assertThat(latency.onKept(DEADLINES)).isEqualTo(seconds(kept));
        assertThat(latency.onFresh(DEADLINES)).isEqualTo(seconds(fresh));
    }

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }
}
