package io.kubemeter.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessProbeTest {
    @Test
    void nameOfAProgramMayHoldBlanksAndParentheses() {
        assertThat(ProcessProbe.afterName("12 (a) b) S 1 2 3\n"))
                .containsExactly("S", "1", "2", "3");
    }

    @Test
    void memoryIsReadInBytes() {
        List<String> status = List.of("Name:\tjava", "VmRSS:\t    2048 kB", "RssAnon:\t 1 kB");
        assertThat(ProcessProbe.bytes(status, "VmRSS:")).isEqualTo(2 << 20);
        assertThat(ProcessProbe.bytes(status, "RssAnon:")).isEqualTo(1024);
        assertThat(ProcessProbe.bytes(status, "VmSwap:")).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisProcessHasCostSomething() throws Exception {
        var reading = ProcessProbe.of(ProcessHandle.current().pid()).read();
        assertThat(reading.cpuSeconds()).isPositive();
        assertThat(reading.rssBytes()).isGreaterThan(reading.anonBytes() / 2);
        assertThat(reading.threads()).isPositive();
    }
}
