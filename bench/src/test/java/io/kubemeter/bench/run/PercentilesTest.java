package io.kubemeter.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    private static final Percentiles THOUSAND =
            Percentiles.of(LongStream.rangeClosed(1, 1_000).map(i -> 1_001 - i).toArray());

    @Test
    void eachFractionIsTheSmallestValueThatCoversIt() {
        check(0.5, 500);
        check(0.99, 990);
        check(0.999, 999);
        check(0.9991, 1_000);
        check(1, 1_000);
        check(0.0001, 1);
    }

    private static void check(double fraction, long expected) {
        assertThat(THOUSAND.at(fraction)).as("at %s", fraction).isEqualTo(expected);
    }

    @Test
    void maximumIsTheLargest() {
        assertThat(THOUSAND.max()).isEqualTo(1_000);
        assertThat(THOUSAND.count()).isEqualTo(1_000);
    }

    @Test
    void oneValueIsEveryPercentile() {
        Percentiles one = Percentiles.of(new long[] {7});
        assertThat(one.at(0.001)).isEqualTo(7);
        assertThat(one.at(0.999)).isEqualTo(7);
    }

    @Test
    void nothingMeasuredIsZero() {
        assertThat(Percentiles.of(new long[0]).at(0.5)).isZero();
        assertThat(Percentiles.of(new long[0]).max()).isZero();
    }

    @Test
    void fractionOutsideItsRangeIsABug() {
        assertThatThrownBy(() -> THOUSAND.at(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> THOUSAND.at(1.1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesMayBeMoreThanExpected() {
        Durations durations = new Durations(1);
        LongStream.range(0, 100).forEach(durations::add);
        assertThat(durations.percentiles().count()).isEqualTo(100);
        assertThat(durations.percentiles().max()).isEqualTo(99);
    }
}
