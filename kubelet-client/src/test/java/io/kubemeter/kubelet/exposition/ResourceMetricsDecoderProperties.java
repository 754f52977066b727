package io.kubemeter.kubelet.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The decoder against the naive parser: well-formed bodies of a changing node, and damaged ones.
 */
class ResourceMetricsDecoderProperties {
    private static final int BODIES = 40;

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 50), LongStream.of(20_261_121));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bodiesOfAChangingNodeAreReadAsTheNaiveParserDoes(long seed) {
        Random random = new Random(seed);
        DecoderOracle oracle = new DecoderOracle();
        BodyWriter writer = new BodyWriter(random);
        for (int i = 0; i < BODIES; i++) {
            byte[] body = writer.body();
            assertThat(oracle.agrees(body)).as("seed %d, body %d is decoded", seed, i).isTrue();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void damagedBodiesAreReadAsTheNaiveParserDoes(long seed) {
        Random random = new Random(~seed);
        DecoderOracle oracle = new DecoderOracle();
        BodyWriter writer = new BodyWriter(random);
        int refused = 0;
        for (int i = 0; i < BODIES; i++) {
            byte[] body = writer.body();
            oracle.agrees(body);
            for (int damages = 0; damages < 5; damages++) {
                refused += oracle.agrees(damaged(body, random)) ? 0 : 1;
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(1, BODIES * 5 - 1);
    }

    private static byte[] damaged(byte[] body, Random random) {
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        int at = random.nextInt(body.length);
        damaged.write(body, 0, at);
        int skipped = random.nextInt(3);
        switch (random.nextInt(6)) {
            case 0 -> damaged.write(random.nextInt(256));
            case 1 -> damaged.write("{}\",= \t\n\\.e+-0N#_:".charAt(random.nextInt(17)));
            case 2 -> skipped += random.nextInt(60);
            case 3 -> {
                int from = random.nextInt(body.length);
                damaged.write(body, from, Math.min(random.nextInt(200), body.length - from));
            }
            case 4 -> damaged.writeBytes(" 1e999 ".getBytes(StandardCharsets.US_ASCII));
            default -> skipped = random.nextInt(8) == 0 ? body.length : 1;
        }
        int rest = Math.min(at + skipped, body.length);
        damaged.write(body, rest, body.length - rest);
        return damaged.toByteArray();
    }

    /** Writes the bodies of one node whose containers come, go and move. */
    private static final class BodyWriter {
        private final Random random;
        private final List<String> labels = new ArrayList<>();
        private int names;

        BodyWriter(Random random) {
            this.random = random;
        }

        byte[] body() {
            change();
            StringBuilder body = new StringBuilder();
            List<String> families =
                    new ArrayList<>(
                            List.of(
                                    "container_cpu_usage_seconds_total",
                                    "container_memory_working_set_bytes",
                                    "container_start_time_seconds",
                                    "container_swap_usage_bytes",
                                    "node_cpu_usage_seconds_total",
                                    "node_memory_working_set_bytes",
                                    "pod_cpu_usage_seconds_total",
                                    "resource_scrape_error"));
            if (random.nextInt(4) == 0) {
                Collections.shuffle(families, random);
            }
            for (String family : families) {
                body.append("# TYPE ").append(family).append(" gauge\n");
                if (family.startsWith("container")) {
                    labels.forEach(label -> row(body, family, label));
                } else {
                    boolean error = family.endsWith("error");
                    body.append(family).append(error ? " 0" : " " + number() + timestamp());
                    body.append('\n');
                }
            }
            return body.toString().getBytes(StandardCharsets.UTF_8);
        }

        private void row(StringBuilder body, String family, String label) {
            int copies = random.nextInt(40) == 0 ? random.nextInt(3) : 1;
            for (int i = 0; i < copies; i++) {
                String shown = random.nextInt(60) == 0 ? otherOrder(label) : label;
                body.append(family).append('{').append(shown).append("} ").append(number());
                body.append(timestamp()).append('\n');
            }
        }

        private void change() {
            while (labels.size() < 3 || (labels.size() < 20 && random.nextInt(3) == 0)) {
                int number = names++;
                labels.add(
                        random.nextInt(labels.size() + 1),
                        String.format(
                                Locale.ROOT,
                                "container=\"%s%d\",namespace=\"ns%d\",pod=\"pod-%d\"",
                                random.nextInt(20) == 0 ? "\u00fc\\\"\\\\}" : "c",
                                number % 3,
                                number % 2,
                                number % 7));
            }
            if (random.nextInt(5) == 0) {
                labels.remove(random.nextInt(labels.size()));
            }
            if (random.nextInt(10) == 0) {
                Collections.shuffle(labels, random);
            }
        }

        private static String otherOrder(String label) {
            List<String> parts = new ArrayList<>(List.of(label.split(",")));
            Collections.reverse(parts);
            return String.join(" , ", parts) + ",";
        }

        private String number() {
            return switch (random.nextInt(30)) {
                case 0 -> "0";
                case 1 -> "NaN";
                case 2 -> "-" + random.nextInt(5);
                case 3 -> "+Inf";
                case 4 -> Double.toString(random.nextDouble() * 1e30);
                case 5 -> Double.toString(random.nextDouble());
                case 6 ->
                        random.nextInt(100) + "." + random.nextLong(1L << 62) + random.nextInt(99);
                case 7 -> random.nextInt(100) + "e" + random.nextInt(-20, 20);
                case 8 -> Long.toUnsignedString(random.nextLong() >>> 5);
                case 9 -> "1.7" + random.nextInt(100_000_000) + "e+09";
                default -> random.nextInt(100_000) + "." + random.nextInt(1_000_000_000);
            };
        }

        private String timestamp() {
            return switch (random.nextInt(40)) {
                case 0, 1, 2, 3 -> "";
                case 4 -> " -62135596800000";
                case 5 -> " 9223372036854775807";
                default -> " " + (1_795_000_000_000L + random.nextInt());
            };
        }
    }
}
