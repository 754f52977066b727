package io.kubemeter.apiserver.api;

import static io.kubemeter.model.ExtraUsage.EPHEMERAL_STORAGE;
import static io.kubemeter.model.ExtraUsage.SWAP;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.Labels;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Extra usage in every form of an answer: what was not said has no key. */
class ExtraUsageAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final PodKey POD = new PodKey("shop", "web");
    private static final String PODS = "/apis/metrics.k8s.io/v1/namespaces/shop/pods";

    @Test
    void keysStandSortedBesideCpuAndMemory() {
        MetricsApi api = api(Set.of(SWAP, EPHEMERAL_STORAGE));
        String pod = body(api, PODS + "/web", "application/json");
        assertThat(pod)
                .contains(
                        "{\"name\":\"main\",\"usage\":{\"cpu\":\"1m\",\"ephemeral-storage\":\"8Ki\","
                                + "\"memory\":\"4Ki\",\"swap\":\"12Ki\"}}")
                .contains("{\"name\":\"side\",\"usage\":{\"cpu\":\"1m\",\"memory\":\"4Ki\"}}");
        assertThat(body(api, "/apis/metrics.k8s.io/v1/nodes", "application/json"))
                .contains("\"memory\":\"4Ki\",\"swap\":\"0\"}");
    }

    @Test
    void aTableHasAColumnForEach() {
        MetricsApi api = api(Set.of(SWAP, EPHEMERAL_STORAGE));
        String accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
        assertThat(body(api, PODS, accept))
                .containsSubsequence(
                        "\"name\":\"cpu\"",
                        "\"name\":\"ephemeral-storage\"",
                        "\"name\":\"memory\"",
                        "\"name\":\"swap\"",
                        "\"name\":\"Window\"")
                .contains("\"cells\":[\"web\",\"2m\",\"8Ki\",\"8Ki\",\"12Ki\",\"15s\"]");
        assertThat(body(api, PODS + "/web", accept + ",*/*"))
                .contains("\"cells\":[\"web\",\"2m\",\"8Ki\",\"8Ki\",\"12Ki\",\"15s\"]");
        assertThat(body(api, "/apis/metrics.k8s.io/v1/nodes", accept))
                .contains("\"cells\":[\"n\",\"1m\",\"<unknown>\",\"4Ki\",\"0\",\"15s\"]");
    }

    @Test
    void protobufHasTheSameEntries() throws IOException {
        byte[] list =
                bytes(
                        api(Set.of(SWAP, EPHEMERAL_STORAGE)),
                        PODS,
                        "application/vnd.kubernetes.protobuf");
        byte[] unknown = Arrays.copyOfRange(list, 4, list.length);
        byte[] item = field(field(unknown, 2), 2);
        byte[] main = field(item, 4);
        List<String> usage = new ArrayList<>();
        CodedInputStream container = CodedInputStream.newInstance(main);
        for (int tag = container.readTag(); tag != 0; tag = container.readTag()) {
            byte[] value = container.readByteArray();
            if (tag >>> 3 == 2) {
                String key = new String(field(value, 1), StandardCharsets.UTF_8);
                String quantity = new String(field(field(value, 2), 1), StandardCharsets.UTF_8);
                usage.add(key + "=" + quantity);
            }
        }
        assertThat(usage)
                .containsExactly("cpu=1m", "ephemeral-storage=8Ki", "memory=4Ki", "swap=12Ki");
    }

    @Test
    void oneThatIsNotAskedForIsNotServed() {
        String pod = body(api(Set.of(SWAP)), PODS + "/web", "application/json");
        assertThat(pod).contains("\"swap\":\"12Ki\"").doesNotContain("ephemeral");
        pod = body(api(Set.of()), PODS + "/web", "application/json");
        assertThat(pod).doesNotContain("swap").doesNotContain("ephemeral");
        String accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
        assertThat(body(api(Set.of()), PODS, accept))
                .doesNotContain("swap")
                .contains("\"cells\":[\"web\",\"2m\",\"8Ki\",\"15s\"]");
    }

    private static MetricsApi api(Set<ExtraUsage> extras) {
        SampleStore store = new SampleStore(new StoreRules(15_000, 45_000, extras));
        NodeSamples samples = store.open(new NodeName("n"));
        for (int scrape = 0; scrape < 2; scrape++) {
            long at = NOW.toEpochMilli() - 15_000 + scrape * 15_000L;
            long cpu = 1_000_000_000L + scrape * 15_000_000L;
            samples.begin(1);
            samples.node(at, cpu, 4096);
            samples.nodeSwap(0);
            samples.container(POD, "main", 0, at, cpu, 4096);
            samples.ephemeralStorage(8192);
            samples.swap(12_288);
            samples.container(POD, "side", 0, at, cpu, 4096);
            samples.commit();
        }
        NodeRecord node = new NodeRecord("n", "n", Labels.empty(), List.of(), 10250, true, null);
        PodRecord pod = PodRecord.of(POD, "uid", "n", Labels.empty(), 0);
        return MetricsApi.of(
                new MetricsApi.Sources(
                        ClusterView.of(List.of(node), List.of(pod)), store, ReasonLookup.NONE),
                InstantSource.fixed(NOW),
                () -> 1,
                new MetricsApi.Self(4443, "v0.0.0", List.of()));
    }

    private static String body(MetricsApi api, String path, String accept) {
        return new String(bytes(api, path, accept), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(MetricsApi api, String path, String accept) {
        Answer answer =
                api.answer(
                        ApiRequest.parse(
                                "GET", path, null, name -> name.equals("Accept") ? accept : null));
        assertThat(answer.code()).as(path).isEqualTo(200);
        ByteBuf into = Unpooled.buffer();
        boolean more = true;
        while (more) {
            into.ensureWritable(4096);
            more = answer.body().fill(into);
        }
        answer.body().close();
        byte[] bytes = new byte[into.readableBytes()];
        into.readBytes(bytes);
        return bytes;
    }

    /** The first field of this number that has a length. */
    private static byte[] field(byte[] message, int number) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> 3 == number && (tag & 7) == 2) {
                return in.readByteArray();
            }
            in.skipField(tag);
        }
        throw new IOException("no field " + number);
    }
}
