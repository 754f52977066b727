package io.kubemeter.quantity;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text against arbitrary-precision arithmetic: it means the value, and no shorter form does. */
class QuantityTextProperties {
    private static final int VALUES = 2_000;
    private static final Map<String, BigDecimal> SUFFIXES =
            Map.ofEntries(
                    Map.entry("n", BigDecimal.valueOf(1, 9)),
                    Map.entry("u", BigDecimal.valueOf(1, 6)),
                    Map.entry("m", BigDecimal.valueOf(1, 3)),
                    Map.entry("", BigDecimal.ONE),
                    Map.entry("k", BigDecimal.valueOf(1, -3)),
                    Map.entry("M", BigDecimal.valueOf(1, -6)),
                    Map.entry("G", BigDecimal.valueOf(1, -9)),
                    Map.entry("Ki", binary(1)),
                    Map.entry("Mi", binary(2)),
                    Map.entry("Gi", binary(3)),
                    Map.entry("Ti", binary(4)),
                    Map.entry("Pi", binary(5)),
                    Map.entry("Ei", binary(6)));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 20261121})
    void cpuTextMeansTheValueInItsLargestUnit(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < VALUES; i++) {
            long nanocores = roundedTo(10, random, i);
            String text = cpu(nanocores);
            assertThat(meaning(text))
                    .as("seed %d, %d n is %s", seed, nanocores, text)
                    .isEqualByComparingTo(BigDecimal.valueOf(nanocores, 9));
            assertThat(nanocores != 0 && mantissa(text) % 1000 == 0)
                    .as("seed %d: %s has a larger unit", seed, text)
                    .isFalse();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 20261121})
    void memoryTextMeansTheValueInItsLargestUnit(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < VALUES; i++) {
            long bytes = roundedTo(2, random, i);
            String text = memory(bytes);
            assertThat(meaning(text))
                    .as("seed %d, %d is %s", seed, bytes, text)
                    .isEqualByComparingTo(BigDecimal.valueOf(bytes));
            assertThat(bytes >= 1024 && mantissa(text) % 1024 == 0)
                    .as("seed %d: %s has a larger unit", seed, text)
                    .isFalse();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 20261121})
    void timesAndDurationsReadBackAsThemselves(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] into = new byte[TimeText.LONGEST];
        for (int i = 0; i < VALUES; i++) {
            long millis = random.nextLong(253_402_300_800_000L);
            int end = TimeText.writeTimestamp(into, 0, millis);
            assertThat(Instant.parse(new String(into, 0, end, StandardCharsets.US_ASCII)))
                    .as("seed %d, %d ms", seed, millis)
                    .isEqualTo(Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS));

            long nanos = 1_000_000_000L + random.nextLong(1L << (10 + i % 50));
            end = TimeText.writeDuration(into, 0, nanos);
            assertThat(Duration.parse("PT" + new String(into, 0, end, StandardCharsets.UTF_8)))
                    .as("seed %d, %d ns", seed, nanos)
                    .isEqualTo(Duration.ofNanos(nanos));
        }
    }

    /** Small values first, and many that end in zeros of the base. */
    private static long roundedTo(int base, SplittableRandom random, int i) {
        long value = i < 100 ? i : random.nextLong(1L << (1 + random.nextInt(62)));
        long unit =
                BigInteger.valueOf(base).pow(random.nextInt(base == 2 ? 60 : 18)).longValueExact();
        return random.nextBoolean() ? value : value - value % unit;
    }

    private static BigDecimal meaning(String text) {
        return BigDecimal.valueOf(mantissa(text))
                .multiply(SUFFIXES.get(text.replaceAll("[0-9]", "")));
    }

    private static long mantissa(String text) {
        return Long.parseLong(text.replaceAll("[^0-9]", ""));
    }

    private static BigDecimal binary(int powers) {
        return new BigDecimal(BigInteger.ONE.shiftLeft(10 * powers));
    }

    private static String cpu(long nanocores) {
        byte[] into = new byte[QuantityText.LONGEST];
        return new String(
                into, 0, QuantityText.writeCpu(into, 0, nanocores), StandardCharsets.US_ASCII);
    }

    private static String memory(long bytes) {
        byte[] into = new byte[QuantityText.LONGEST];
        return new String(
                into, 0, QuantityText.writeMemory(into, 0, bytes), StandardCharsets.US_ASCII);
    }
}
