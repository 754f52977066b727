package io.kubemeter.kubelet.exposition;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Decodes bodies of one node, one after the other, and compares each with the naive parser. */
final class DecoderOracle {
    private static final long REQUEST_MILLIS = 1_795_000_000_000L;

    private final ResourceMetricsDecoder decoder = new ResourceMetricsDecoder();
    private final RowMemory memory = new RowMemory();

    /** Whether the body was decoded; fails if the naive parser sees it otherwise. */
    boolean agrees(byte[] body) {
        NaiveParser naive = NaiveParser.parse(body, body.length, REQUEST_MILLIS);
        return switch (decoder.decode(memory, body, body.length, REQUEST_MILLIS)) {
            case DecodeResult.Refused refused -> {
                assertThat(refused.reason()).isEqualTo(naive.refused);
                assertThat(refused.line()).isEqualTo(naive.refusedLine);
                yield false;
            }
            case DecodeResult.Decoded(ScrapeTable table) -> {
                assertThat(naive.refused).as("line %d", naive.refusedLine).isNull();
                compare(table, naive);
                yield true;
            }
        };
    }

    /** Decodes a body so that the decoder remembers it, and compares nothing. */
    void see(byte[] body) {
        assertThat(decoder.decode(memory, body, body.length, REQUEST_MILLIS))
                .isInstanceOf(DecodeResult.Decoded.class);
    }

    private static void compare(ScrapeTable table, NaiveParser naive) {
        assertThat(table.rows()).isEqualTo(naive.containers.size());
        assertThat(table.namelessLines()).isEqualTo(naive.nameless);
        Collection<String> impossiblePods = naive.impossiblePods();
        Map<String, Integer> rows = new HashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            String key =
                    NaiveParser.key(
                            table.pod(row).namespace(),
                            table.pod(row).name(),
                            table.container(row));
            assertThat(rows.put(key, row)).as(key).isNull();
            NaiveParser.Container expected = requireNonNull(naive.containers.get(key), key);
            boolean sampled = expected.cpu != null && expected.memory != null;
            assertThat(table.impossible(row))
                    .as(key)
                    .isEqualTo(impossiblePods.contains(NaiveParser.pod(key)));
            assertThat(table.sampled(row)).as(key).isEqualTo(sampled);
            assertThat(table.startMillis(row)).as(key).isEqualTo(expected.start);
            if (sampled) {
                sample(key, table.cpuNanos(row), table.memoryBytes(row), expected);
                assertThat(table.timestampMillis(row)).as(key).isEqualTo(expected.timestamp);
            }
        }
        node(table, naive.node);
    }

    private static void node(ScrapeTable table, NaiveParser.Container expected) {
        assertThat(table.nodeImpossible()).isEqualTo(expected.impossible);
        assertThat(table.nodeSampled())
                .isEqualTo(expected.cpu != null && expected.memory != null && !expected.impossible);
        if (table.nodeSampled()) {
            sample("node", table.nodeCpuNanos(), table.nodeMemoryBytes(), expected);
            assertThat(table.nodeTimestampMillis()).isEqualTo(expected.timestamp);
        }
    }

    private static void sample(
            String key, long cpuNanos, long memoryBytes, NaiveParser.Container expected) {
        assertThat(Long.toUnsignedString(cpuNanos))
                .as("cpu of %s", key)
                .isEqualTo(requireNonNull(expected.cpu).toString());
        assertThat(memoryBytes)
                .as("memory of %s", key)
                .isEqualTo(requireNonNull(expected.memory).longValueExact());
    }
}
