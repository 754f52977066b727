package io.kubemeter.apiserver.telemetry;

import static io.kubemeter.apiserver.telemetry.ExpositionFormat.OPEN_METRICS;
import static io.kubemeter.apiserver.telemetry.ExpositionFormat.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How our metrics are written, down to the text of numbers. */
class ExpositionFormatTest {
    @Test
    void callerGetsWhatItWantsMost() {
        wanted(TEXT, null);
        wanted(TEXT, "*/*");
        wanted(TEXT, "text/plain");
        wanted(TEXT, "application/json");
        wanted(OPEN_METRICS, "application/openmetrics-text");
        wanted(OPEN_METRICS, "Application/OpenMetrics-Text; version=1.0.0; charset=utf-8");
        wanted(TEXT, "application/openmetrics-text;q=0");
        wanted(TEXT, "application/openmetrics-text;q=0.5, text/plain");
        wanted(TEXT, "application/openmetrics-text;q=nonsense");
        wanted(
                OPEN_METRICS,
                "application/openmetrics-text;version=1.0.0,"
                        + "application/openmetrics-text;version=0.0.1;q=0.75,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
    }

    private static void wanted(ExpositionFormat expected, @Nullable String accept) {
        assertThat(ExpositionFormat.wanted(accept)).as(accept).isEqualTo(expected);
    }

    @Test
    void wholeBoundsLoseTheirPoint() {
        shortened("a_bucket{le=\"1.0\"} 1.0\n", "a_bucket{le=\"1\"} 1.0\n");
        shortened("a{b=\"c\",le=\"10.0\"} 1\n", "a{b=\"c\",le=\"10\"} 1\n");
        shortened("a{le=\"0.5\"} 1\n", "a{le=\"0.5\"} 1\n");
        shortened("a{le=\"10.05\"} 1\n", "a{le=\"10.05\"} 1\n");
        shortened("a{le=\"+Inf\"} 1\n", "a{le=\"+Inf\"} 1\n");
        shortened("a{scale=\"1.0\"} 1\n", "a{scale=\"1.0\"} 1\n");
        shortened("a{le=\"1.0", "a{le=\"1.0");
        shortened("le=", "le=");
    }

    private static void shortened(String text, String expected) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int length = WholeBounds.shorten(bytes);
        assertThat(new String(bytes, 0, length, StandardCharsets.US_ASCII)).isEqualTo(expected);
    }

    @Test
    void processIsReadAsTheKernelTellsIt(@TempDir Path proc) throws Exception {
        Path self = Files.createDirectory(proc.resolve("self"));
        Files.writeString(proc.resolve("stat"), "cpu  1 2\nbtime 1700000000\nprocesses 3\n");
        Files.writeString(
                self.resolve("stat"),
                "7 (a (b) c) S 1 7 7 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 9 0 1000 8192 3 4\n");
        Files.writeString(self.resolve("status"), "Name:\tx\nVmRSS:\t     512 kB\n");
        Files.writeString(
                self.resolve("limits"),
                """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            1024                 4096                 files
                Max address space         unlimited            unlimited            bytes
                """);
        ProcessFiles files = new ProcessFiles(proc, self);
        ProcessFiles.Usage usage = files.usage();
        assertThat(usage.cpuSeconds()).hasValue(3);
        assertThat(usage.startSeconds()).hasValue(1_700_000_010);
        assertThat(usage.virtualBytes()).hasValue(8192);
        assertThat(usage.residentBytes()).hasValue(512 * 1024);
        assertThat(files.limit("Max open files")).hasValue(1024);
        assertThat(files.limit("Max address space")).hasValue(1.8446744073709552e19);
        assertThat(files.limit("Max cpu time")).isEmpty();
        assertThat(files.openDescriptors()).isEmpty();
        assertThat(files.network().received()).isEmpty();
    }

    @Test
    void absentFilesAreNoNumbers(@TempDir Path nothing) {
        ProcessFiles files = new ProcessFiles(nothing, nothing);
        assertThat(files.usage().cpuSeconds()).isEqualTo(OptionalDouble.empty());
        assertThat(new ProcessCollector(files).collect()).isEmpty();
    }
}
