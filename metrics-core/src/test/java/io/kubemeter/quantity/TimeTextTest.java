package io.kubemeter.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeTextTest {
    @Test
    void timesAreCutToSeconds() {
        timestamp(0, "1970-01-01T00:00:00Z");
        timestamp(999, "1970-01-01T00:00:00Z");
        timestamp(1_633_253_812_125L, "2021-10-03T09:36:52Z");
        timestamp(Instant.parse("2024-02-29T23:59:59.999Z").toEpochMilli(), "2024-02-29T23:59:59Z");
        timestamp(Instant.parse("2100-02-28T12:00:00Z").toEpochMilli(), "2100-02-28T12:00:00Z");
        timestamp(Instant.parse("9999-12-31T23:59:59Z").toEpochMilli(), "9999-12-31T23:59:59Z");
    }

    @Test
    void durationsAreWrittenAsGoDoes() {
        duration(0, "0s");
        duration(1, "1ns");
        duration(999, "999ns");
        duration(1_000, "1µs");
        duration(1_500, "1.5µs");
        duration(1_000_000, "1ms");
        duration(500_000_000, "500ms");
        duration(999_999_999, "999.999999ms");
        duration(1_000_000_000, "1s");
        duration(15_000_000_000L, "15s");
        duration(14_879_000_000L, "14.879s");
        duration(15_063_000_000L, "15.063s");
        duration(60_000_000_000L, "1m0s");
        duration(60_500_000_000L, "1m0.5s");
        duration(3_600_000_000_000L, "1h0m0s");
        duration(3_661_001_000_000L, "1h1m1.001s");
        duration(Long.MAX_VALUE, "2562047h47m16.854775807s");
    }

    @Test
    void timesBeforeTheEpochAndNegativeDurationsAreBugs() {
        byte[] into = new byte[TimeText.LONGEST];
        assertThatThrownBy(() -> TimeText.writeTimestamp(into, 0, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TimeText.writeDuration(into, 0, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLatestTimeFits() {
        byte[] into = new byte[TimeText.LONGEST];
        assertThat(TimeText.writeTimestamp(into, 0, Long.MAX_VALUE)).isLessThan(into.length);
    }

    private static void timestamp(long epochMillis, String expected) {
        byte[] into = new byte[TimeText.LONGEST];
        int end = TimeText.writeTimestamp(into, 0, epochMillis);
        assertThat(new String(into, 0, end, StandardCharsets.US_ASCII)).isEqualTo(expected);
    }

    private static void duration(long nanos, String expected) {
        byte[] into = new byte[TimeText.LONGEST];
        int end = TimeText.writeDuration(into, 0, nanos);
        assertThat(new String(into, 0, end, StandardCharsets.UTF_8)).isEqualTo(expected);
    }
}
