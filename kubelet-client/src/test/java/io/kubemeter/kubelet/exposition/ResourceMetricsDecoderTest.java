package io.kubemeter.kubelet.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceMetricsDecoderTest {
    private static final long REQUEST_MILLIS = 1_795_000_000_000L;

    private final ResourceMetricsDecoder decoder = new ResourceMetricsDecoder();
    private final RowMemory memory = new RowMemory();

    @Test
    void rowsOfAllFamiliesAreJoinedByName() {
        ScrapeTable table =
                decoded(
                        cpu("app", "shop", "web", "2.706307103 1795231978320"),
                        cpu("mesh", "shop", "web", "0.5 1795231978321"),
                        memory("app", "shop", "web", "2.2556672e+07 1795231978320"),
                        memory("mesh", "shop", "web", "7.0656e+06 1795231978321"),
                        start("app", "shop", "web", "1.7952318913718379e+09"),
                        start("mesh", "shop", "web", "1.7952318911023378e+09"));

        assertThat(rows(table))
                .containsExactly(
                        "shop/web app 1795231891371 1795231978320 2706307103 22556672",
                        "shop/web mesh 1795231891102 1795231978321 500000000 7065600");
        assertThat(table.pod(0)).isSameAs(table.pod(1));
    }

    @Test
    void theNodeIsReadToo() {
        ScrapeTable table =
                decoded(
                        "# HELP node_cpu_usage_seconds_total text",
                        "# TYPE node_cpu_usage_seconds_total counter",
                        "node_cpu_usage_seconds_total 881.262593793 1795231975851",
                        "node_memory_working_set_bytes 8.6173696e+08 1795231975851",
                        "resource_scrape_error 0");

        assertThat(table.nodeSampled()).isTrue();
        assertThat(table.nodeCpuNanos()).isEqualTo(881_262_593_793L);
        assertThat(table.nodeMemoryBytes()).isEqualTo(861_736_960L);
        assertThat(table.nodeTimestampMillis()).isEqualTo(1_795_231_975_851L);
    }

    @Test
    void theCpuTimestampHolds() {
        ScrapeTable table =
                decoded(
                        cpu("c", "n", "p", "1 1795231970000"),
                        memory("c", "n", "p", "2 1795231979999"));

        assertThat(rows(table)).containsExactly("n/p c 0 1795231970000 1000000000 2");
    }

    @Test
    void withoutTimestampTheRequestTimeHolds() {
        ScrapeTable table = decoded(cpu("c", "n", "p", "1"), memory("c", "n", "p", "2"));

        assertThat(rows(table)).containsExactly("n/p c 0 1795000000000 1000000000 2");
    }

    @Test
    void anExplicitTimestampOfZeroIsOne() {
        ScrapeTable table = decoded(cpu("c", "n", "p", "1 0"), memory("c", "n", "p", "2"));

        assertThat(rows(table)).containsExactly("n/p c 0 0 1000000000 2");
    }

    @Test
    void familiesAndRowsMayComeInAnyOrder() {
        ScrapeTable table =
                decoded(
                        start("b", "n", "p", "1.795e+09"),
                        memory("a", "n", "p", "1"),
                        memory("b", "n", "p", "2"),
                        memory("c", "n", "p", "3"),
                        cpu("c", "n", "p", "3 30"),
                        cpu("a", "n", "p", "1 10"),
                        cpu("b", "n", "p", "2 20"),
                        start("a", "n", "p", "1.794e+09"));

        assertThat(rows(table))
                .containsExactlyInAnyOrder(
                        "n/p a 1794000000000 10 1000000000 1",
                        "n/p b 1795000000000 20 2000000000 2",
                        "n/p c 0 30 3000000000 3");
    }

    @Test
    void labelsMayComeInAnyOrderWithBlanksAndOthers() {
        ScrapeTable table =
                decoded(
                        cpu("c", "n", "p", "1 10"),
                        "container_memory_working_set_bytes { pod=\"p\" ,\tnamespace = \"n\","
                                + "xyz_pod=\"q\", container=\"c\", }  5",
                        "container_start_time_seconds{namespace=\"n\",pod=\"p\",container=\"c\"} 1.795e9");

        assertThat(rows(table)).containsExactly("n/p c 1795000000000 10 1000000000 5");
    }

    @Test
    void escapedLabelValuesAreUnescaped() {
        ScrapeTable table =
                decoded(
                        "container_cpu_usage_seconds_total{container=\"a\\\"}b\\\\\",namespace=\"\u00fc\","
                                + "pod=\"x\\ny\"} 1 10");

        assertThat(table.container(0)).isEqualTo("a\"}b\\");
        assertThat(table.pod(0)).isEqualTo(new PodKey("\u00fc", "x\ny"));
    }

    @Test
    void ofTwoEqualRowsTheLastWins() {
        ScrapeTable table =
                decoded(
                        cpu("c", "n", "p", "1 10"),
                        cpu("c", "n", "p", "2 20"),
                        cpu("d", "n", "p", "3 20"),
                        cpu("c", "n", "p", "4 30"),
                        memory("c", "n", "p", "5"));

        assertThat(table.rows()).isEqualTo(2);
        assertThat(rows(table)).containsExactly("n/p c 0 30 4000000000 5");
    }

    @Test
    void aContainerWithoutCpuOrMemoryIsListedWithoutSample() {
        ScrapeTable table =
                decoded(
                        cpu("a", "n", "p", "1"),
                        memory("b", "n", "p", "1"),
                        start("c", "n", "p", "1.795e+09"));

        assertThat(table.rows()).isEqualTo(3);
        assertThat(rows(table)).isEmpty();
    }

    @Test
    void unknownFamiliesAreSkippedUnread() {
        ScrapeTable table =
                decoded(
                        "container_swap_usage_bytes{container=\"c\"} rubbish here",
                        "container_cpu_usage_seconds_totals{container= 1",
                        "container_cpu_usage_seconds{container= 1",
                        " container_cpu_usage_seconds_total 1",
                        "pod_cpu_usage_seconds_total{namespace=\"n\",pod=\"p\"} 1 2",
                        "{\"container_cpu_usage_seconds_total\",pod=\"p\"} 1",
                        "# TYPE x nonsense",
                        "#",
                        "",
                        "\0",
                        "\u00ff{} x",
                        cpu("c", "n", "p", "1 10"),
                        memory("c", "n", "p", "2"));

        assertThat(rows(table)).containsExactly("n/p c 0 10 1000000000 2");
    }

    @Test
    void linesThatNameNoContainerAreCountedAndGiveNothing() {
        ScrapeTable table =
                decoded(
                        "container_cpu_usage_seconds_total 1",
                        "container_cpu_usage_seconds_total{} 1",
                        "container_memory_working_set_bytes{id=\"/\"} 5",
                        "container_memory_working_set_bytes{container=\"\",namespace=\"n\",pod=\"p\"} 5",
                        "container_memory_working_set_bytes{container=\"c\",namespace=\"n\"} 5",
                        "container_memory_working_set_bytes{xyz_container=\"c\",namespace=\"n\",pod=\"p\"} 5",
                        memory("x".repeat(254), "n", "p", "5"));

        assertThat(table.rows()).isZero();
        assertThat(table.namelessLines()).isEqualTo(7);
    }

    @Test
    void malformedLinesRefuseTheBodyWithTheirNumber() {
        malformed("container_cpu_usage_seconds_total");
        malformed("container_cpu_usage_seconds_total ");
        malformed("container_cpu_usage_seconds_total\"x\" 1");
        malformed("container_cpu_usage_seconds_total x");
        malformed("container_cpu_usage_seconds_total{container=\"c\",namespace=\"n\",pod=\"p\"}");
        malformed("container_cpu_usage_seconds_total{container=\"c\",namespace=\"n\",pod=\"p\" 1");
        malformed("container_cpu_usage_seconds_total{container=\"c,namespace=\"n\",pod=\"p\"} 1");
        malformed("container_cpu_usage_seconds_total{container=\"c\"namespace=\"n\",pod=\"p\"} 1");
        malformed("container_cpu_usage_seconds_total{,} 1");
        malformed("container_cpu_usage_seconds_total{container=c,namespace=\"n\",pod=\"p\"} 1");
        malformed("container_cpu_usage_seconds_total{=\"c\"} 1");
        malformed("container_cpu_usage_seconds_total{1a=\"c\"} 1");
        malformed("container_cpu_usage_seconds_total{pod=\"a\",pod=\"b\"} 1");
        malformed("container_cpu_usage_seconds_total{pod=\"a");
        malformed("container_cpu_usage_seconds_total{pod=\"a\\");
        malformed(cpu("c", "n", "p", ""));
        malformed(cpu("c", "n", "p", "1 -"));
        malformed(cpu("c", "n", "p", "1 1.5"));
        malformed(cpu("c", "n", "p", "1 1 1"));
        malformed(cpu("c", "n", "p", "1 5 # {id=\"x\"} 1"));
        malformed(cpu("c", "n", "p", "1\r"));
        malformed(cpu("c", "n", "p", "1 5\r"));
        malformed(cpu("c", "n", "p", "0x10"));
        malformed(start("c", "n", "p", "1 x"));
        malformed("node_cpu_usage_seconds_total{");
        malformed("node_cpu_usage_seconds_total{} ");
        malformed("node_memory_working_set_bytes x");
        malformed("resource_scrape_error -");
    }

    @Test
    void invalidUtf8InANameIsMalformed() {
        byte[] body = bytes(cpu("c", "n", "p?", "1"));
        body[body.length - 6] = (byte) 0xff;

        assertThat(decoder.decode(memory, body, body.length, 0))
                .isInstanceOf(DecodeResult.Refused.class);
    }

    @Test
    void aBodyThatEndsWithinALineIsRefused() {
        byte[] body = bytes(cpu("c", "n", "p", "1 10"), memory("c", "n", "p", "123456"));
        for (int length = 1; length < body.length; length++) {
            boolean atLineEnd = body[length - 1] == '\n';
            assertThat(decoder.decode(memory, body, length, 0) instanceof DecodeResult.Decoded)
                    .as("length %d", length)
                    .isEqualTo(atLineEnd);
        }
    }

    @Test
    void anEmptyBodyHasNoRows() {
        assertThat(decoded().rows()).isZero();
    }

    @Test
    void anImpossibleValueRefusesItsPodOnly() {
        impossible(cpu("c", "n", "p", "NaN 10"));
        impossible(cpu("c", "n", "p", "-1 10"));
        impossible(cpu("c", "n", "p", "+Inf 10"));
        impossible(cpu("c", "n", "p", "1e300 10"));
        impossible(memory("c", "n", "p", "-Inf"));
        impossible(memory("c", "n", "p", "1e19"));
        impossible(memory("c", "n", "p", "1e400"));
        impossible(start("c", "n", "p", "NaN"));
    }

    @Test
    void anImpossibleTimeRefusesItsPodOnly() {
        impossible(cpu("c", "n", "p", "1 -62135596800000"));
        impossible(memory("c", "n", "p", "2 -1"));
        impossible(cpu("c", "n", "p", "1 9223372036854775808"));
    }

    @Test
    void anImpossibleTimeOfTheNodeRefusesTheNodeOnly() {
        ScrapeTable table =
                decoded(
                        "node_cpu_usage_seconds_total 1 -62135596800000",
                        "node_memory_working_set_bytes 5",
                        cpu("c", "n", "p", "1 10"),
                        memory("c", "n", "p", "2"));

        assertThat(table.nodeSampled()).isFalse();
        assertThat(rows(table)).containsExactly("n/p c 0 10 1000000000 2");
    }

    @Test
    void anImpossibleValueOfTheNodeRefusesTheNodeOnly() {
        ScrapeTable table =
                decoded(
                        "node_cpu_usage_seconds_total NaN",
                        "node_memory_working_set_bytes 5",
                        cpu("c", "n", "p", "1 10"),
                        memory("c", "n", "p", "2"));

        assertThat(table.nodeSampled()).isFalse();
        assertThat(table.nodeImpossible()).isTrue();
        assertThat(rows(table)).containsExactly("n/p c 0 10 1000000000 2");
    }

    @Test
    void startTimesThatAreNoTimesAreUnknown() {
        startMillis("12.5", 0);
        startMillis("-6.795364578871345e+09", 0);
        startMillis("-6.795364578871345e+09 -62135596800000", 0);
        startMillis("1.7952318913718379e+09 1795231891371", 1_795_231_891_371L);
        startMillis("999999999", 0);
        startMillis("1000000000", 1_000_000_000_000L);
    }

    @Test
    void cpuAboveTheSignedRangeIsKeptUnsigned() {
        ScrapeTable table =
                decoded(cpu("c", "n", "p", "18000000000 10"), memory("c", "n", "p", "2"));

        assertThat(Long.toUnsignedString(table.cpuNanos(0))).isEqualTo("18000000000000000000");
    }

    @Test
    void theKubeletsOwnErrorRefusesTheBody() {
        scrapeError("resource_scrape_error 1");
        scrapeError("scrape_error 1");
        scrapeError("resource_scrape_error NaN");
        scrapeError("resource_scrape_error{} 1 5");
    }

    @Test
    void namesAreTheSameInstancesWhileRowsRepeat() {
        String[] lines = {
            cpu("a", "n", "p", "1"), cpu("a", "n", "q", "1"), cpu("b", "n", "p", "1")
        };
        ScrapeTable table = decoded(lines);
        PodKey pod = table.pod(1);
        String container = table.container(2);

        decoded(lines);

        assertThat(table.pod(1)).isSameAs(pod);
        assertThat(table.container(2)).isSameAs(container);
        assertThat(table.pod(2)).isSameAs(table.pod(0));
    }

    @Test
    void namesAreKeptWhenRowsMove() {
        decoded(cpu("a", "n", "p", "1"), cpu("b", "n", "q", "1"), cpu("c", "n", "r", "1"));
        ScrapeTable table = decoded(cpu("c", "n", "r", "1"), cpu("a", "n", "p", "1"));
        PodKey moved = table.pod(0);
        decoded(cpu("a", "n", "p", "1"), cpu("aa", "n", "p", "1"), cpu("c", "n", "r", "1"));

        assertThat(table.pod(2)).isSameAs(moved);
        assertThat(table.pod(0)).isSameAs(table.pod(1));
    }

    @Test
    void aRefusedBodyLeavesTheMemoryAsItWas() {
        String[] lines = {cpu("a", "n", "p", "1"), memory("a", "n", "p", "1")};
        PodKey pod = decoded(lines).pod(0);

        refused(cpu("z", "n", "p", "1"), cpu("a", "n", "p", "x"));

        assertThat(decoded(lines).pod(0)).isSameAs(pod);
    }

    @Test
    void hugeBodiesStayBoundedAndAreForgotten() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            body.append(cpu("c", "n", "p" + i, "1")).append('\n');
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);

        assertThat(decoder.decode(memory, bytes, bytes.length, 0))
                .isInstanceOf(DecodeResult.Decoded.class);
        assertThat(decoder.decode(memory, bytes, bytes.length, 0))
                .isInstanceOf(DecodeResult.Decoded.class);
        assertThat(decoded(cpu("c", "n", "p", "1")).rows()).isEqualTo(1);
    }

    private void malformed(String line) {
        DecodeResult.Refused refused = refused("# one", cpu("a", "n", "o", "1"), line, "x 1");
        assertThat(refused.reason()).as(line).isEqualTo(Reason.MALFORMED);
        assertThat(refused.line()).as(line).isEqualTo(3);
    }

    private void scrapeError(String line) {
        DecodeResult.Refused refused = refused(cpu("a", "n", "o", "1"), line);
        assertThat(refused.reason()).as(line).isEqualTo(Reason.SCRAPE_ERROR);
        assertThat(refused.line()).as(line).isEqualTo(2);
    }

    private void impossible(String line) {
        ScrapeTable table =
                decoded(
                        cpu("c", "n", "p", "1 10"),
                        memory("c", "n", "p", "2"),
                        cpu("d", "n", "p", "1 10"),
                        memory("d", "n", "p", "2"),
                        cpu("c", "n", "q", "1 10"),
                        memory("c", "n", "q", "2"),
                        line);
        assertThat(table.impossible(0)).as(line).isTrue();
        assertThat(table.impossible(1)).as(line).isTrue();
        assertThat(table.impossible(2)).as(line).isFalse();
    }

    private void startMillis(String text, long expected) {
        assertThat(decoded(start("c", "n", "p", text)).startMillis(0)).as(text).isEqualTo(expected);
    }

    private ScrapeTable decoded(String... lines) {
        byte[] body = bytes(lines);
        return switch (decoder.decode(memory, body, body.length, REQUEST_MILLIS)) {
            case DecodeResult.Decoded(ScrapeTable table) -> table;
            case DecodeResult.Refused refused -> throw new AssertionError(refused);
        };
    }

    private DecodeResult.Refused refused(String... lines) {
        byte[] body = bytes(lines);
        return switch (decoder.decode(memory, body, body.length, REQUEST_MILLIS)) {
            case DecodeResult.Decoded _ ->
                    throw new AssertionError("was decoded: " + String.join("\n", lines));
            case DecodeResult.Refused refused -> refused;
        };
    }

    /** The rows with a sample that are not refused. */
    private static List<String> rows(ScrapeTable table) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            if (table.sampled(row) && !table.impossible(row)) {
                rows.add(
                        table.pod(row)
                                + " "
                                + table.container(row)
                                + " "
                                + table.startMillis(row)
                                + " "
                                + table.timestampMillis(row)
                                + " "
                                + table.cpuNanos(row)
                                + " "
                                + table.memoryBytes(row));
            }
        }
        return rows;
    }

    private static byte[] bytes(String... lines) {
        StringBuilder body = new StringBuilder();
        for (String line : lines) {
            body.append(line).append('\n');
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String cpu(String container, String namespace, String pod, String rest) {
        return line("container_cpu_usage_seconds_total", container, namespace, pod, rest);
    }

    private static String memory(String container, String namespace, String pod, String rest) {
        return line("container_memory_working_set_bytes", container, namespace, pod, rest);
    }

    private static String start(String container, String namespace, String pod, String rest) {
        return line("container_start_time_seconds", container, namespace, pod, rest);
    }

    private static String line(
            String family, String container, String namespace, String pod, String rest) {
        return family
                + "{container=\""
                + container
                + "\",namespace=\""
                + namespace
                + "\",pod=\""
                + pod
                + "\"} "
                + rest;
    }
}
