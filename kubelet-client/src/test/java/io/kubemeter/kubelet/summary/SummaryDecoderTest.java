package io.kubemeter.kubelet.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubemeter.kubelet.summary.SummaryReading.Row;
import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.PodKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SummaryDecoderTest {
    private final SummaryDecoder decoder = new SummaryDecoder();

    @Test
    void aRealSummaryIsReadInBothForms() throws Exception {
        // The two were taken one after the other; kubelets tell the node's start a second apart.
        check("summary", "2026-11-21T03:04:38Z", 19_471_876_096L);
        check("summary-cpu-and-memory-only", "2026-11-21T03:04:39Z", ExtraUsage.ABSENT);
        assertThat(captured("summary").containers())
                .contains(
                        new Row(
                                new PodKey("shop", "web-785c4cdb56-wskmf"),
                                "istio-proxy",
                                new Measured(
                                        millis("2026-11-21T03:31:31Z"),
                                        millis("2026-11-21T03:38:55Z"),
                                        9_232_928_299L,
                                        2_695_168,
                                        5_758_976,
                                        0,
                                        true)));
    }

    @Test
    void emptyListsMayBeNull() throws Exception {
        assertThat(read("{\"node\":null,\"pods\":null}").containers()).isEmpty();
        assertThat(read("{}").node()).isNull();
        assertThat(read(pod("null")).containers()).isEmpty();
    }

    @Test
    void aContainerWithoutNumbersIsListedAndNoMore() throws Exception {
        SummaryReading reading = read(pod("[{\"name\":\"c\"},{\"name\":\"d\",\"cpu\":{}}]"));
        assertThat(reading.containers()).hasSize(2).noneMatch(row -> row.measured().complete());
    }

    @Test
    void negativeValuesMakeNoSample() throws Exception {
        String container =
                "[{\"name\":\"c\",\"startTime\":\"0001-01-01T00:00:00Z\",\"cpu\":{\"time\":"
                        + "\"2026-11-21T03:39:07Z\",\"usageCoreNanoSeconds\":-5},"
                        + "\"memory\":{\"workingSetBytes\":1}}]";
        Measured measured = read(pod(container)).containers().getFirst().measured();
        assertThat(measured.complete()).isFalse();
        assertThat(measured.startMillis()).isZero();
    }

    @Test
    void whatIsNoSummaryIsMalformed() {
        malformed("");
        malformed("[]");
        malformed("{");
        malformed("{\"node\":{\"cpu\":{\"time\":\"yesterday\"}}}");
        malformed("{\"node\":{\"cpu\":{\"usageCoreNanoSeconds\":99999999999999999999}}}");
        malformed("{} {}");
        malformed("{\"x\":" + "[".repeat(100_000));
        malformed("<html>");
    }

    private void check(String form, String start, long onDisk) throws Exception {
        SummaryReading reading = captured(form);
        Measured node =
                new Measured(
                        millis(start),
                        millis("2026-11-21T03:39:07Z"),
                        1_026_082_777_311L,
                        688_852_992,
                        onDisk,
                        0,
                        true);
        assertThat(reading.node()).isEqualTo(node);
        assertThat(reading.containers()).hasSize(10).allMatch(row -> row.measured().complete());
    }

    private void malformed(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedSummaryException.class);
    }

    private SummaryReading read(String text) throws MalformedSummaryException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return decoder.decode(body, body.length);
    }

    private SummaryReading captured(String name) throws IOException, MalformedSummaryException {
        try (InputStream in = SummaryDecoderTest.class.getResourceAsStream(name + ".json")) {
            byte[] body = Objects.requireNonNull(in, name).readAllBytes();
            return decoder.decode(body, body.length);
        }
    }

    private static String pod(String containers) {
        return "{\"pods\":[{\"podRef\":{\"name\":\"p\",\"namespace\":\"n\"},\"containers\":"
                + containers
                + "}]}";
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }
}
