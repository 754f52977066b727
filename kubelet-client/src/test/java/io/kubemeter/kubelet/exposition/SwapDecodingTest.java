package io.kubemeter.kubelet.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.kubelet.exposition.DecodeResult.Decoded;
import io.kubemeter.model.ExtraUsage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SwapDecodingTest {
    private static final String LABELS = "{container=\"c\",namespace=\"ns\",pod=\"p\"}";
    private static final String CONTAINER =
            "container_cpu_usage_seconds_total"
                    + LABELS
                    + " 1 1800000000000\ncontainer_memory_working_set_bytes"
                    + LABELS
                    + " 2 1800000000000\n";
    private static final String SWAP = "container_swap_usage_bytes" + LABELS;

    private final RowMemory memory = new RowMemory();
    private final ResourceMetricsDecoder asked = new ResourceMetricsDecoder(true);
    private final ResourceMetricsDecoder unasked = new ResourceMetricsDecoder();

    @Test
    void swapIsReadWhereItIsAskedFor() {
        String body =
                CONTAINER
                        + SWAP
                        + " 4096 1800000000000\nnode_swap_usage_bytes 8192 1800000000000\n";
        ScrapeTable table = decoded(asked, body);
        assertThat(table.swapBytes(0)).isEqualTo(4096);
        assertThat(table.nodeSwapBytes()).isEqualTo(8192);
        assertThat(table.sampled(0)).isTrue();
        table = decoded(asked, CONTAINER);
        assertThat(table.swapBytes(0)).isEqualTo(ExtraUsage.ABSENT);
        assertThat(table.nodeSwapBytes()).isEqualTo(ExtraUsage.ABSENT);
    }

    @Test
    void swapIsSkippedUnreadWhereNobodyAsks() {
        ScrapeTable table = decoded(unasked, CONTAINER + SWAP + " not a number\n");
        assertThat(table.rows()).isEqualTo(1);
        assertThat(table.swapBytes(0)).isEqualTo(ExtraUsage.ABSENT);
    }

    @Test
    void swapThatCannotBeIsAbsentAndThePodStays() {
        for (String value : new String[] {"NaN", "-1", "+Inf", "1e30"}) {
            ScrapeTable table = decoded(asked, CONTAINER + SWAP + " " + value + "\n");
            assertThat(table.swapBytes(0)).as(value).isEqualTo(ExtraUsage.ABSENT);
            assertThat(table.impossible(0)).as(value).isFalse();
        }
        byte[] body = bytes(CONTAINER + SWAP + " x\n");
        assertThat(asked.decode(memory, body, body.length, 0))
                .isInstanceOf(DecodeResult.Refused.class);
    }

    private ScrapeTable decoded(ResourceMetricsDecoder decoder, String text) {
        byte[] body = bytes(text);
        DecodeResult result = decoder.decode(memory, body, body.length, 0);
        assertThat(result).as(text).isInstanceOf(Decoded.class);
        return ((Decoded) result).table();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
