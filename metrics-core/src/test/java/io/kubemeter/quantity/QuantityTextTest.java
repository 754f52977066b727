package io.kubemeter.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QuantityTextTest {
    @Test
    void cpuIsCanonical() {
        cpu(0, "0");
        cpu(1, "1n");
        cpu(123456789, "123456789n");
        cpu(20_000, "20u");
        cpu(1_500_000, "1500u");
        cpu(500_000_000, "500m");
        cpu(2_500_000_000L, "2500m");
        cpu(1_000_000_000, "1");
        cpu(12_000_000_000L, "12");
        cpu(100_000_000_000L, "100");
        cpu(1_000_000_000_000L, "1k");
        cpu(1_000_000_000_000_000_000L, "1G");
        cpu(9_000_000_000_000_000_000L, "9G");
        cpu(Long.MAX_VALUE, "9223372036854775807n");
    }

    @Test
    void memoryIsCanonical() {
        memory(0, "0");
        memory(1, "1");
        memory(512, "512");
        memory(1000, "1k");
        memory(1001, "1001");
        memory(1023, "1023");
        memory(1024, "1Ki");
        memory(1025, "1025");
        memory(2000, "2000");
        memory(2048, "2Ki");
        memory(4096, "4Ki");
        memory(1_000_000, "1000000");
        memory(5_242_880, "5Mi");
        memory(12_533_760, "12240Ki");
        memory(1_073_741_824, "1Gi");
        memory(1_536_000_000, "1500000Ki");
        memory(1L << 62, "4Ei");
        memory(Long.MAX_VALUE, "9223372036854775807");
    }

    @Test
    void negativeQuantitiesAreBugs() {
        byte[] into = new byte[QuantityText.LONGEST];
        assertThatThrownBy(() -> QuantityText.writeCpu(into, 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> QuantityText.writeMemory(into, 0, Long.MIN_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textIsWrittenWhereItIsWantedAndNoFurther() {
        byte[] into = "------------".getBytes(StandardCharsets.US_ASCII);

        int end = QuantityText.writeMemory(into, 2, 12_533_760);

        assertThat(end).isEqualTo(9);
        assertThat(new String(into, StandardCharsets.US_ASCII)).isEqualTo("--12240Ki---");
    }

    private static void cpu(long nanocores, String expected) {
        byte[] into = new byte[QuantityText.LONGEST];
        int end = QuantityText.writeCpu(into, 0, nanocores);
        assertThat(new String(into, 0, end, StandardCharsets.US_ASCII)).isEqualTo(expected);
    }

    private static void memory(long bytes, String expected) {
        byte[] into = new byte[QuantityText.LONGEST];
        int end = QuantityText.writeMemory(into, 0, bytes);
        assertThat(new String(into, 0, end, StandardCharsets.US_ASCII)).isEqualTo(expected);
    }
}
