package io.kubemeter.kubelet.exposition;

import static java.util.Objects.requireNonNull;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Any bytes are decoded or refused as the naive parser does, by a decoder that has just seen
 * another body of the node.
 *
 * <p>The recorded inputs are replayed in every build. To fuzz: {@code JAZZER_FUZZ=1 mvn test -pl
 * kubelet-client -am -Dtest=ResourceMetricsDecoderFuzz -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ResourceMetricsDecoderFuzz {
    private static final byte[] CAPTURED = captured();

    @FuzzTest(maxDuration = "5m")
    @DictionaryEntries({
        "container_cpu_usage_seconds_total{",
        "container_memory_working_set_bytes{",
        "container_start_time_seconds{",
        "node_cpu_usage_seconds_total ",
        "node_memory_working_set_bytes ",
        "resource_scrape_error ",
        "container=",
        "namespace=",
        "pod=",
        "} 1.5e+09 1795231978320",
        "NaN",
        "+Inf"
    })
    void anyBytesAreReadAsTheNaiveParserDoes(byte[] body) {
        DecoderOracle oracle = new DecoderOracle();
        oracle.agrees(body);
        oracle.see(CAPTURED);
        oracle.agrees(body);
    }

    private static byte[] captured() {
        String name = "../timeline/resource-1795231981.197.txt";
        try (InputStream body = ResourceMetricsDecoderFuzz.class.getResourceAsStream(name)) {
            return requireNonNull(body, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
