package io.kubemeter.kubelet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIterable;

import io.kubemeter.kubelet.exposition.DecodeResult;
import io.kubemeter.kubelet.exposition.ResourceMetricsDecoder;
import io.kubemeter.kubelet.exposition.RowMemory;
import io.kubemeter.kubelet.exposition.ScrapeTable;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Usage;
import io.kubemeter.ring.SamplePair;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.PodEntry;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.Series;
import io.kubemeter.store.StoreRules;
import io.kubemeter.usage.UsageRule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What metrics-server 0.9.0 answered over 150 seconds of a real kubelet, against what we answer
 * when we scrape the same kubelet at the same times. Nothing here looks at an answer to find a
 * pair.
 */
class ResourceTimelineContract {
    private static final long FIRST_SCRAPE_MILLIS = 1_795_231_981_600L;
    private static final long PERIOD_MILLIS = 15_000;

    private static final Pattern POD =
            Pattern.compile(
                    "\"metadata\":\\{\"name\":\"([^\"]+)\",\"namespace\":\"([^\"]+)\""
                            + ".*?\"timestamp\":\"([^\"]+)\",\"window\":\"([^\"]+)\""
                            + ",\"containers\":\\[(.*?)]");
    private static final Pattern CONTAINER =
            Pattern.compile(
                    "\\{\"name\":\"([^\"]+)\",\"usage\":\\{\"cpu\":\"([^\"]+)\",\"memory\":\"([^\"]+)\"");
    private static final Pattern NODE =
            Pattern.compile(
                    "\"timestamp\":\"([^\"]+)\",\"window\":\"([^\"]+)\""
                            + ",\"usage\":\\{\"cpu\":\"([^\"]+)\",\"memory\":\"([^\"]+)\"");

    private final CapturedTimeline timeline = CapturedTimeline.read();
    private final SampleStore store = new SampleStore(StoreRules.of(PERIOD_MILLIS));
    private final NodeSamples samples = store.open(new NodeName("node1"));
    private final ResourceMetricsDecoder decoder = new ResourceMetricsDecoder();
    private final RowMemory memory = new RowMemory();
    private final SamplePair pair = new SamplePair();
    private long nextScrapeMillis;

    @BeforeEach
    void beginBeforeTheFirstScrape() {
        nextScrapeMillis = FIRST_SCRAPE_MILLIS;
    }

    @Test
    void everyContainerAndPodEqualsWhatMetricsServerAnswered() {
        int containers = 0;
        int pods = 0;
        for (Path answer : CapturedTimeline.files("answer-pods-")) {
            scrapeUntil(CapturedTimeline.receivedMillis(answer));
            Matcher pod = POD.matcher(CapturedTimeline.text(answer));
            int podsHere = 0;
            while (pod.find()) {
                containers += comparePod(answer, pod);
                podsHere++;
            }
            assertThat(served()).as("pods at %s", answer).isEqualTo(podsHere);
            pods += podsHere;
        }

        assertThat(containers).isEqualTo(251);
        assertThat(pods).isEqualTo(150);
    }

    @Test
    void everyNodeValueEqualsWhatMetricsServerAnswered() {
        int nodes = 0;
        for (Path answer : CapturedTimeline.files("answer-nodes-")) {
            scrapeUntil(CapturedTimeline.receivedMillis(answer));
            Matcher node = NODE.matcher(CapturedTimeline.text(answer));
            boolean answered = node.find();
            Series series = samples.node();
            assertThat(series != null && series.ring().newestPair(pair)).isEqualTo(answered);
            if (answered) {
                Usage usage = UsageRule.between(pair);
                compareUsage(answer, usage, node.group(3), node.group(4));
                compareTimes(answer, usage, node.group(1), node.group(2));
                nodes++;
            }
        }

        assertThat(nodes).isEqualTo(26);
    }

    private void scrapeUntil(long millis) {
        for (; nextScrapeMillis < millis; nextScrapeMillis += PERIOD_MILLIS) {
            byte[] body = timeline.bodyAt(nextScrapeMillis);
            switch (decoder.decode(memory, body, body.length, nextScrapeMillis)) {
                case DecodeResult.Decoded(ScrapeTable table) -> store(table, nextScrapeMillis);
                case DecodeResult.Refused refused -> throw new AssertionError(refused);
            }
        }
    }

    private void store(ScrapeTable table, long receivedMillis) {
        samples.begin(receivedMillis * 1_000_000);
        samples.node(table.nodeTimestampMillis(), table.nodeCpuNanos(), table.nodeMemoryBytes());
        for (int row = 0; row < table.rows(); row++) {
            assertThat(table.sampled(row) && !table.impossible(row)).isTrue();
            samples.container(
                    table.pod(row),
                    table.container(row),
                    table.startMillis(row),
                    table.timestampMillis(row),
                    table.cpuNanos(row),
                    table.memoryBytes(row));
        }
        samples.commit();
    }

    private int comparePod(Path answer, Matcher pod) {
        PodKey key = new PodKey(pod.group(2), pod.group(1));
        Map<String, Usage> ours = usages(key);
        Usage earliest = null;
        int compared = 0;
        Matcher container = CONTAINER.matcher(pod.group(5));
        while (container.find()) {
            Usage usage = requireNonNull(ours.remove(container.group(1)), answer + ": " + key);
            compareUsage(answer, usage, container.group(2), container.group(3));
            if (earliest == null || usage.timestampMillis() < earliest.timestampMillis()) {
                earliest = usage;
            }
            compared++;
        }
        assertThatIterable(ours.keySet()).as("more of %s in %s", key, answer).isEmpty();
        compareTimes(answer, requireNonNull(earliest), pod.group(3), pod.group(4));
        return compared;
    }

    private Map<String, Usage> usages(PodKey key) {
        PodEntry entry = requireNonNull(samples.pod(key), key.toString());
        Map<String, Usage> usages = new TreeMap<>();
        for (int i = 0; i < entry.size(); i++) {
            assertThat(entry.series(i).ring().newestPair(pair)).isTrue();
            usages.put(entry.series(i).name(), UsageRule.between(pair));
        }
        return usages;
    }

    private long served() {
        List<PodEntry> pods = List.copyOf(samples.pods());
        return pods.stream().filter(PodEntry::hasPairs).count();
    }

    private static void compareUsage(Path answer, Usage ours, String cpu, String memory) {
        assertThat(Math.abs(ours.cpuNanocores() - nanocores(cpu)))
                .as("%s against cpu %s in %s", ours, cpu, answer)
                .isLessThanOrEqualTo(1);
        assertThat(ours.memoryBytes()).as("memory in %s", answer).isEqualTo(bytes(memory));
    }

    private static void compareTimes(Path answer, Usage ours, String timestamp, String window) {
        assertThat(Instant.ofEpochMilli(ours.timestampMillis()).truncatedTo(ChronoUnit.SECONDS))
                .as("timestamp in %s", answer)
                .isEqualTo(Instant.parse(timestamp));
        assertThat(Duration.ofMillis(ours.windowMillis()))
                .as("window in %s", answer)
                .isEqualTo(Duration.parse("PT" + window));
    }

    private static long nanocores(String quantity) {
        long mantissa = Long.parseLong(quantity.replaceAll("[a-z]", ""));
        return switch (quantity.charAt(quantity.length() - 1)) {
            case 'n' -> mantissa;
            case 'u' -> mantissa * 1_000;
            case 'm' -> mantissa * 1_000_000;
            default -> mantissa * 1_000_000_000;
        };
    }

    private static long bytes(String quantity) {
        long mantissa = Long.parseLong(quantity.replaceAll("[A-Za-z]", ""));
        if (quantity.endsWith("Ki")) {
            return mantissa << 10;
        }
        return quantity.endsWith("Mi") ? mantissa << 20 : mantissa;
    }
}
