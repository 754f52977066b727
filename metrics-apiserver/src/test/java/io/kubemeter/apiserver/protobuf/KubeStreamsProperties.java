package io.kubemeter.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeStreamsProperties {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void podsReadBackAsTheyWereWritten(long seed) throws IOException {
        Random random = new Random(seed);
        List<PodItem> written = new ArrayList<>();
        for (int i = random.nextInt(30); i >= 0; i--) {
            written.add(pod(random));
        }
        byte[] bytes =
                KubeBytes.list("PodList", "77", written.stream().map(KubeBytes::pod).toList());
        List<PodItem> read = new ArrayList<>();
        String version =
                KubeStreams.list(
                        new ProtoReader(new ByteArrayInputStream(bytes)),
                        KubeDecoders::pod,
                        read::add);
        assertThat(read).as("seed %s", seed).isEqualTo(written);
        assertThat(version).isEqualTo("77");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nodesReadBackAsTheyWereWritten(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            NodeItem written = node(random);
            ByteString object = KubeBytes.node(written);
            byte[] bytes =
                    KubeBytes.joined(
                            KubeBytes.frame("ADDED", "Node", object),
                            KubeBytes.frame("DELETED", "Node", object));
            ProtoReader in = new ProtoReader(new ByteArrayInputStream(bytes));
            assertThat(frame(in)).as("seed %s", seed).isEqualTo(new WatchFrame.Present<>(written));
            assertThat(frame(in)).as("seed %s", seed).isEqualTo(new WatchFrame.Gone<>(written));
            assertThat(KubeStreams.hasFrame(in)).isFalse();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void alteredBytesAreReadOrRefused(long seed) {
        Random random = new Random(seed);
        byte[] whole = Capture.body("pods-list-protobuf.http");
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length) + 1);
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                KubeStreams.list(
                        new ProtoReader(new ByteArrayInputStream(bytes)),
                        KubeDecoders::pod,
                        pod -> {});
            } catch (IOException e) {
                assertThat(e).as("seed %s", seed).isInstanceOf(MalformedProtobufException.class);
            }
        }
    }

    private static WatchFrame<NodeItem> frame(ProtoReader in) throws IOException {
        return KubeStreams.frame(in, KubeDecoders::node, node -> node.meta().resourceVersion());
    }

    private static PodItem pod(Random random) {
        String[] phases = {"Running", "Succeeded", "", "Running"};
        return new PodItem(
                meta(random, null),
                text(random, 20),
                phases[random.nextInt(phases.length)],
                random.nextBoolean() ? 0 : random.nextLong(4_000_000_000_000L));
    }

    private static NodeItem node(Random random) {
        List<String> addresses = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            addresses.add(text(random, 12));
            addresses.add(text(random, 40));
        }
        String path = random.nextBoolean() ? null : "/" + text(random, 60);
        return new NodeItem(
                meta(random, path), addresses, random.nextInt(65_536), random.nextBoolean());
    }

    private static ItemMeta meta(Random random, @Nullable String resourceMetricsPath) {
        List<String> labels = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            labels.add(text(random, 80));
            labels.add(text(random, 63));
        }
        return new ItemMeta(
                text(random, 60),
                text(random, 20),
                text(random, 36),
                text(random, 12),
                labels,
                resourceMetricsPath);
    }

    /** Mostly plain, sometimes beyond ASCII, sometimes empty. */
    private static String text(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        boolean plain = random.nextInt(5) > 0;
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append((char) (plain ? 'a' + random.nextInt(26) : 0x20 + random.nextInt(0x500)));
        }
        return text.toString();
    }
}
