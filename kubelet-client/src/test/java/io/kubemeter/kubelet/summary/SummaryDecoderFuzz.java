package io.kubemeter.kubelet.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes are read or refused; what is read has names, and whole samples have possible values.
 *
 * <p>The recorded inputs are replayed in every build. To fuzz: {@code JAZZER_FUZZ=1 mvn test -pl
 * kubelet-client -am -Dtest=SummaryDecoderFuzz -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class SummaryDecoderFuzz {
    private static final int MARGIN = 7;

    @FuzzTest(maxDuration = "5m")
    @DictionaryEntries({
        "{\"node\":{",
        "\"pods\":[{\"podRef\":{\"name\":\"p\",\"namespace\":\"n\"},",
        "\"containers\":[{\"name\":\"c\",",
        "\"startTime\":\"2026-11-21T03:30:00Z\"",
        "\"cpu\":{\"time\":\"2026-11-21T03:33:00Z\",\"usageCoreNanoSeconds\":1}",
        "\"memory\":{\"workingSetBytes\":1}",
        "null",
        "}]}"
    })
    void anyBytesAreReadOrRefused(byte[] body) {
        SummaryReading reading = read(body, body.length);
        // What lies behind the body is of another node.
        byte[] longer = Arrays.copyOf(body, body.length + MARGIN);
        Arrays.fill(longer, body.length, longer.length, (byte) '}');
        assertThat(read(longer, body.length)).isEqualTo(reading);
        if (reading != null) {
            reading.containers().forEach(SummaryDecoderFuzz::isPossible);
            Measured node = reading.node();
            assertThat(node == null || possible(node)).isTrue();
        }
    }

    private static void isPossible(SummaryReading.Row row) {
        assertThat(row.pod().name()).isNotEmpty();
        assertThat(row.pod().namespace()).isNotEmpty();
        assertThat(row.container()).isNotEmpty();
        assertThat(!row.measured().complete() || possible(row.measured())).isTrue();
    }

    private static boolean possible(Measured measured) {
        return measured.cpuNanos() >= 0
                && measured.memoryBytes() >= 0
                && measured.timestampMillis() > 0
                && measured.startMillis() >= 0;
    }

    private static @Nullable SummaryReading read(byte[] body, int length) {
        try {
            return new SummaryDecoder().decode(body, length);
        } catch (MalformedSummaryException e) {
            return null;
        }
    }
}
