package io.kubemeter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private final Telemetry telemetry = new Telemetry(15_000, List.of("timeout", "malformed"));

    @Test
    void bucketsHoldWhatIsNotAboveTheirBound() {
        Histogram histogram = Histogram.of(1, 2.5);
        histogram.observeMillis(-4);
        histogram.observeMillis(1_000);
        histogram.observeMillis(1_001);
        histogram.observeMillis(9_000);

        HistogramSnapshot snapshot = histogram.snapshot();
        assertThat(snapshot.buckets()).isEqualTo(3);
        assertThat(snapshot.cumulativeCount(0)).isEqualTo(2);
        assertThat(snapshot.cumulativeCount(1)).isEqualTo(3);
        assertThat(snapshot.count()).isEqualTo(4);
        assertThat(snapshot.sum()).isEqualTo(10.997);
        assertThat(snapshot.upperBound(1)).isEqualTo(2.5);
        assertThat(snapshot.upperBound(2)).isInfinite();
    }

    @Test
    void aTallyIsAddedOnce() {
        Histogram histogram = Histogram.of(1, 2.5);
        HistogramTally tally = histogram.tally();
        tally.observeMillis(500);
        tally.observeMillis(2_000);
        histogram.add(tally);
        histogram.add(tally);

        assertThat(histogram.snapshot().count()).isEqualTo(2);
        assertThat(histogram.snapshot().sum()).isEqualTo(2.5);
    }

    @Test
    void boundsMustAscend() {
        assertThatThrownBy(() -> Histogram.of(1, 1)).hasMessageContaining("ascending");
    }

    @Test
    void tickBoundsFollowTheResolution() {
        tickBounds(15_000, 10.0, 12.5, 15.0, 22.5, 30.0);
        tickBounds(60_000, 10.0, 35.0, 60.0, 90.0, 120.0);
        tickBounds(10_000, 5.0, 10.0);
        tickBounds(7_000, 5.0, 7.0, 10.0);
    }

    @Test
    void freshnessBoundsAreUpstreams() {
        List<Double> bounds = bounds(telemetry.freshness());
        assertThat(bounds)
                .hasSize(20)
                .startsWith(1.0, 1.364, 1.8604960000000004, 2.5377165440000007);
        assertThat(bounds.get(19)).isEqualTo(364.31163045936864);
    }

    @Test
    void aNodeIsForgottenWithItsHistogram() {
        NodeTelemetry node = telemetry.scrapes().node("n1");
        node.observe(7_000_000, 1_795_000_000_000L);

        assertThat(telemetry.scrapes().node("n1")).isSameAs(node);
        assertThat(node.lastRequestMillis()).isEqualTo(1_795_000_000_000L);
        assertThat(node.snapshot().cumulativeCount(0)).isZero();
        assertThat(node.snapshot().cumulativeCount(1)).isEqualTo(1);
        assertThat(node.snapshot().count()).isEqualTo(1);
        assertThat(node.snapshot().sum()).isEqualTo(0.007);
        assertThat(node.snapshot().upperBound(10)).isEqualTo(10);

        telemetry.scrapes().close("n1");
        assertThat(telemetry.scrapes().nodes()).isEmpty();
    }

    @Test
    void failuresAreCountedByReasonAndInAll() {
        telemetry.scrapes().failed("timeout");
        telemetry.scrapes().failed("timeout");
        telemetry.scrapes().succeeded();

        assertThat(telemetry.scrapes().failures("timeout")).isEqualTo(2);
        assertThat(telemetry.scrapes().failures("malformed")).isZero();
        assertThat(telemetry.value(Counter.SCRAPES_FAILED)).isEqualTo(2);
        assertThat(telemetry.value(Counter.SCRAPES_SUCCEEDED)).isEqualTo(1);
        assertThatThrownBy(() -> telemetry.scrapes().failed("made_up"))
                .hasMessageContaining("made_up")
                .hasMessageContaining("malformed");
    }

    @Test
    void micrometerReadsEveryCounter() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new TelemetryBinder(telemetry, () -> 3, () -> 5).bindTo(registry);
        for (Counter counter : Counter.values()) {
            telemetry.add(counter, 2);
        }
        telemetry.scrapes().failed("timeout");

        for (Counter counter : Counter.values()) {
            assertThat(count(registry, counter)).as("%s", counter).isGreaterThanOrEqualTo(2);
        }
        assertThat(
                        registry.get("kubemeter_scrape_failures")
                                .tag("reason", "timeout")
                                .functionCounter()
                                .count())
                .isEqualTo(1);
        assertThat(
                        registry.get("metrics_server_storage_points")
                                .tag("type", "container")
                                .gauge()
                                .value())
                .isEqualTo(5);
    }

    @Test
    void countersHaveNamesOfTheirOwn() {
        Set<String> seen = new HashSet<>();
        for (Counter counter : Counter.values()) {
            assertThat(seen.add(counter.family() + counter.labels())).as("%s", counter).isTrue();
            assertThat(counter.family()).matches("(kubemeter|metrics_server)_[a-z_]+");
            assertThat(counter.family()).doesNotEndWith("_total");
        }
    }

    private static double count(SimpleMeterRegistry registry, Counter counter) {
        var search = registry.get(counter.family());
        counter.labels().forEach(search::tag);
        return search.functionCounter().count();
    }

    private static void tickBounds(long resolutionMillis, Double... last) {
        assertThat(bounds(new Telemetry(resolutionMillis, List.of()).tickDuration()))
                .startsWith(.005, .01, .025)
                .endsWith(last);
    }

    private static List<Double> bounds(Histogram histogram) {
        HistogramSnapshot snapshot = histogram.snapshot();
        List<Double> bounds = new ArrayList<>();
        for (int i = 0; i < snapshot.buckets() - 1; i++) {
            bounds.add(snapshot.upperBound(i));
        }
        return bounds;
    }
}
