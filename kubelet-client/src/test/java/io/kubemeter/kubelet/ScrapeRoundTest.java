package io.kubemeter.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.telemetry.Histogram;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScrapeRoundTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Histogram durations = Histogram.of(1, 5, 15);
    private final ScrapeRound round = new ScrapeRound(durations, 15 * SECOND);

    @Test
    void onlyTimeWithScrapesUnderWayCounts() {
        round.began(0);
        round.began(SECOND);
        round.ended(2 * SECOND);
        round.ended(3 * SECOND);
        round.began(10 * SECOND);
        round.ended(11 * SECOND);
        observed(0, 0);
        round.began(16 * SECOND);
        observed(1, 4);
    }

    @Test
    void aScrapeThatOutlivesItsPeriodEndsItsRound() {
        round.began(14 * SECOND);
        round.ended(15 * SECOND);
        round.began(28 * SECOND);
        round.ended(38 * SECOND);
        observed(1, 11);
    }

    @Test
    void hungScrapesThatOverlapDoNotMakeOneEndlessRound() {
        round.began(0);
        for (int second = 10; second <= 60; second += 10) {
            round.began(second * SECOND);
            round.ended(second * SECOND);
        }
        observed(3, 60);
    }

    private void observed(long count, double sumSeconds) {
        assertThat(durations.snapshot().count()).isEqualTo(count);
        assertThat(durations.snapshot().sum()).isEqualTo(sumSeconds);
    }
}
