package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.world.Measured;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Our text of {@code /metrics/resource} against what a real kubelet sent. */
class ResourceBodyContract {
    private static final Pattern LINE =
            Pattern.compile("(\\w+?)_(\\w+?)_\\w+(\\{.*\\})? (\\S+)( \\d+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** Values read from a captured body; a recorded series has one sample only. */
    private static final class Recorded implements Measured {
        long sampleMillis;
        long cpuNanos;
        long memoryBytes;
        long startNanos;

        @Override
        public long sampleMillis(long nowMillis) {
            return sampleMillis;
        }

        @Override
        public long cpuNanos(long sample) {
            return cpuNanos;
        }

        @Override
        public long memoryBytes(long sample) {
            return memoryBytes;
        }

        @Override
        public long swapBytes() {
            return 0;
        }

        @Override
        public long startNanos(long sample) {
            return startNanos;
        }
    }

    @Test
    void capturedValuesMakeTheCapturedBody() throws IOException {
        String capture = capture("resource.http");
        String body = capture.substring(capture.indexOf("\r\n\r\n") + 4);
        Map<String, Recorded> series = recorded(body);
        List<ResourceRows.Row> containers = new ArrayList<>();
        List<ResourceRows.Row> pods = new ArrayList<>();
        series.forEach((labels, recorded) -> row(labels, recorded, containers, pods));

        BodyWriter out = new BodyWriter();
        Recorded node = series.getOrDefault("", new Recorded());
        new ResourceBody(out).write(ResourceRows.sorted(containers, pods), node, Long.MAX_VALUE);

        assertThat(new String(out.toBytes(), UTF_8)).isEqualTo(body);
    }

    @Test
    void numbersReadAsGoWritesThem() {
        seconds(0, "0");
        seconds(1, "1e-09");
        seconds(99_999, "9.9999e-05");
        seconds(100_000, "0.0001");
        seconds(11_920_758, "0.011920758");
        seconds(4_792_831_330L, "4.79283133");
        seconds(1_000_000_000L, "1");
        seconds(120_000_000_000L, "120");
        seconds(999_999_999_999_999L, "999999.999999999");
        seconds(1_000_000_000_000_000L, "1e+06");
        seconds(1_795_231_891_371_000_000L, "1.795231891371e+09");
        wholeFloat(0, "0");
        wholeFloat(4096, "4096");
        wholeFloat(999_999, "999999");
        wholeFloat(1_142_784, "1.142784e+06");
        wholeFloat(688_852_992, "6.88852992e+08");
        wholeFloat(1L << 60, "1.152921504606847e+18");
    }

    @Test
    void everyFloatIsTheShortestThatReadsBack() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            long nanos = random.nextLong() >>> random.nextInt(8, 63);
            BodyWriter out = new BodyWriter();
            String text = new String(out.seconds(nanos).toBytes(), UTF_8);
            double value = nanos / 1e9;
            assertThat(Double.parseDouble(text)).as("%d", nanos).isEqualTo(value);
            int shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros().precision();
            int precision = new BigDecimal(text).stripTrailingZeros().precision();
            assertThat(precision).as("%d as %s", nanos, text).isEqualTo(shortest);
        }
    }

    private static void seconds(long nanos, String expected) {
        assertThat(new String(new BodyWriter().seconds(nanos).toBytes(), UTF_8))
                .isEqualTo(expected);
    }

    private static void wholeFloat(long value, String expected) {
        assertThat(new String(new BodyWriter().wholeFloat(value).toBytes(), UTF_8))
                .isEqualTo(expected);
    }

    private static Map<String, Recorded> recorded(String body) {
        Map<String, Recorded> series = new HashMap<>();
        for (String line : body.split("\n", -1)) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || line.startsWith("resource_scrape_error")) {
                continue;
            }
            String labels = matcher.group(3) == null ? "" : matcher.group(3);
            Recorded recorded = series.computeIfAbsent(labels, _ -> new Recorded());
            BigDecimal value = new BigDecimal(matcher.group(4));
            switch (matcher.group(2)) {
                case "cpu" -> recorded.cpuNanos = value.movePointRight(9).longValueExact();
                case "memory" -> recorded.memoryBytes = value.longValueExact();
                case "start" -> recorded.startNanos = startNanos(value);
                default -> assertThat(value).isZero();
            }
            if (matcher.group(5) != null) {
                recorded.sampleMillis = Long.parseLong(matcher.group(5).strip());
            }
        }
        return series;
    }

    /** The nanoseconds that Go's two roundings (to a double, then divided) turn into the value. */
    private static long startNanos(BigDecimal seconds) {
        long near = seconds.movePointRight(9).longValueExact();
        for (long nanos = near - 256; nanos <= near + 256; nanos++) {
            if ((double) nanos / 1e9 == seconds.doubleValue()) {
                return nanos;
            }
        }
        throw new AssertionError("no start makes " + seconds);
    }

    private static void row(
            String labels,
            Recorded recorded,
            List<ResourceRows.Row> containers,
            List<ResourceRows.Row> pods) {
        Map<String, String> values = new HashMap<>();
        LABEL.matcher(labels).results().forEach(it -> values.put(it.group(1), it.group(2)));
        String pod = values.get("pod");
        String namespace = values.get("namespace");
        if (pod == null || namespace == null) {
            return;
        }
        String container = values.getOrDefault("container", "");
        (container.isEmpty() ? pods : containers)
                .add(new ResourceRows.Row(container, namespace, pod, recorded));
    }

    static String capture(String name) throws IOException {
        try (InputStream in = ResourceBodyContract.class.getResourceAsStream(name)) {
            return new String(in == null ? new byte[0] : in.readAllBytes(), UTF_8);
        }
    }
}
