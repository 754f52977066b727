package io.kubemeter.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeStreamsTest {
    @Test
    void podsOfARealListAreRead() throws IOException {
        List<PodItem> pods = new ArrayList<>();
        String version =
                KubeStreams.list(capture("pods-list-protobuf.http"), KubeDecoders::pod, pods::add);

        assertThat(version).isEqualTo("412");
        assertThat(pods)
                .extracting(pod -> pod.meta().name())
                .containsExactly(
                        "crashing",
                        "idle",
                        "sidecar",
                        "web-785c4cdb56-f7nl6",
                        "web-785c4cdb56-hjkmn",
                        "web-785c4cdb56-xvr5p");
        assertThat(pods.getFirst())
                .isEqualTo(
                        new PodItem(
                                new ItemMeta(
                                        "crashing",
                                        "shop",
                                        "938d07f2-f4ad-4299-8b1c-865790f59ded",
                                        "407",
                                        List.of("app", "crashing"),
                                        null),
                                "node1",
                                "Running",
                                Instant.parse("2026-11-21T04:56:26Z").toEpochMilli()));
        assertThat(pods.getLast().meta().labels())
                .containsExactly("app", "web", "pod-template-hash", "785c4cdb56");
    }

    @Test
    void nodesOfARealListAreRead() throws IOException {
        List<NodeItem> nodes = new ArrayList<>();
        String version =
                KubeStreams.list(
                        capture("nodes-list-protobuf.http"), KubeDecoders::node, nodes::add);

        assertThat(version).isEqualTo("285");
        assertThat(nodes)
                .containsExactly(
                        new NodeItem(
                                new ItemMeta(
                                        "node1",
                                        "",
                                        "43a961bc-9996-4c8a-8936-e14e0509d2f0",
                                        "285",
                                        List.of(
                                                "beta.kubernetes.io/arch",
                                                "amd64",
                                                "beta.kubernetes.io/os",
                                                "linux",
                                                "kubernetes.io/arch",
                                                "amd64",
                                                "kubernetes.io/hostname",
                                                "node1",
                                                "kubernetes.io/os",
                                                "linux"),
                                        null),
                                List.of("InternalIP", "10.200.0.10", "Hostname", "node1"),
                                10_250,
                                true));
    }

    @Test
    void framesOfARealWatchAreRead() throws IOException {
        assertThat(frames(capture("pods-watch-protobuf.http")))
                .containsExactly(
                        "present idle 413",
                        "present idle 414",
                        "present idle 418",
                        "present idle 420",
                        "gone idle 421",
                        "present crashing 426",
                        "present crashing 430",
                        "bookmark 430");
    }

    @Test
    void framesOfARealWatchListAreRead() throws IOException {
        assertThat(frames(capture("pods-watchlist-protobuf.http")))
                .containsExactly(
                        "present crashing 430",
                        "present sidecar 384",
                        "present web-785c4cdb56-f7nl6 385",
                        "present web-785c4cdb56-hjkmn 376",
                        "present web-785c4cdb56-xvr5p 378",
                        "bookmark 430");
    }

    @Test
    void bytesMayTrickleIn() throws IOException {
        byte[] body = Capture.body("pods-list-protobuf.http");
        List<PodItem> whole = new ArrayList<>();
        List<PodItem> trickled = new ArrayList<>();
        KubeStreams.list(
                new ProtoReader(new ByteArrayInputStream(body)), KubeDecoders::pod, whole::add);
        KubeStreams.list(
                new ProtoReader(new OneByteAtATime(body)), KubeDecoders::pod, trickled::add);

        assertThat(trickled).isEqualTo(whole);
    }

    @Test
    void everyTruncationOfAListIsRefused() {
        byte[] body = Capture.body("nodes-list-protobuf.http");
        for (int length = 0; length < body.length - 4; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() ->
                            KubeStreams.list(
                                    new ProtoReader(new ByteArrayInputStream(cut)),
                                    KubeDecoders::node,
                                    node -> {}))
                    .as("the first %s bytes", length)
                    .isInstanceOf(MalformedProtobufException.class);
        }
    }

    @Test
    void truncatedFrameIsRefusedAfterTheWholeOnes() {
        byte[] body = Capture.body("pods-watch-protobuf.http");
        byte[] cut = Arrays.copyOf(body, body.length - 20);
        assertThatThrownBy(() -> frames(new ProtoReader(new ByteArrayInputStream(cut))))
                .isInstanceOf(MalformedProtobufException.class);
    }

    @Test
    void hostileLengthsAreRefused() {
        refused("no envelope", "not protobuf");
        refused(
                "length of a message",
                "k8s\0\u0012\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f");
        refused(
                "negative length",
                "k8s\0\u0012\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0001");
        refused(
                "endless number",
                "k8s\0\u0012\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff");
        refused("group", "k8s\0\u0013\u0001");
        refused("inner longer than outer", "k8s\0\u0012\u0003\u0012\u0009\n");
        refused("field number 0", "k8s\0\u0012\u0002\u0000\u0000");
        refused("no object", "k8s\0\n\u0000");
    }

    @Test
    void hostileFrameLengthIsRefused() {
        for (byte first : new byte[] {(byte) 0xff, 0x7f, 0x10}) {
            byte[] frame = {first, 0, 0, 0, 1, 2, 3};
            assertThatThrownBy(() -> frames(new ProtoReader(new ByteArrayInputStream(frame))))
                    .isInstanceOf(MalformedProtobufException.class)
                    .hasMessageContaining("frame of");
        }
    }

    private static void refused(String what, String latin1) {
        byte[] bytes = latin1.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() ->
                        KubeStreams.list(
                                new ProtoReader(new ByteArrayInputStream(bytes)),
                                KubeDecoders::pod,
                                pod -> {}))
                .as(what)
                .isInstanceOf(MalformedProtobufException.class);
    }

    private static List<String> frames(ProtoReader in) throws IOException {
        List<String> read = new ArrayList<>();
        while (KubeStreams.hasFrame(in)) {
            read.add(
                    switch (KubeStreams.frame(
                            in, KubeDecoders::pod, pod -> pod.meta().resourceVersion())) {
                        case WatchFrame.Present<PodItem>(PodItem pod) -> "present " + named(pod);
                        case WatchFrame.Gone<PodItem>(PodItem pod) -> "gone " + named(pod);
                        case WatchFrame.Bookmark<PodItem>(String version) -> "bookmark " + version;
                        case WatchFrame.Failed<PodItem>(StatusItem status) -> "failed " + status;
                        case WatchFrame.Other<PodItem>() -> "other";
                    });
        }
        return read;
    }

    private static String named(PodItem pod) {
        return pod.meta().name() + " " + pod.meta().resourceVersion();
    }

    private static ProtoReader capture(String name) {
        return new ProtoReader(new ByteArrayInputStream(Capture.body(name)));
    }

    /** The slowest of networks. */
    private static final class OneByteAtATime extends InputStream {
        private final InputStream bytes;

        OneByteAtATime(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return bytes.read(into, from, Math.min(length, 1));
        }
    }
}
