package io.kubemeter.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Any bytes are read as a list or a watch, or refused as malformed; the reader never takes more
 * than there is.
 *
 * <p>The recorded inputs are replayed in every build. To fuzz: {@code JAZZER_FUZZ=1 mvn test -pl
 * metrics-apiserver -am -Dtest=KubeStreamsFuzz -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class KubeStreamsFuzz {
    @FuzzTest(maxDuration = "5m")
    void anyBytesAreReadOrRefused(byte[] bytes) {
        read(bytes, in -> KubeStreams.list(in, KubeDecoders::pod, pod -> {}));
        read(bytes, in -> KubeStreams.list(in, KubeDecoders::node, node -> {}));
        read(bytes, in -> KubeStreams.object(in, KubeDecoders::status));
        read(bytes, KubeStreamsFuzz::watch);
    }

    private static void watch(ProtoReader in) throws IOException {
        while (KubeStreams.hasFrame(in)) {
            KubeStreams.frame(in, KubeDecoders::pod, pod -> pod.meta().resourceVersion());
        }
    }

    private static void read(byte[] bytes, Reading reading) {
        ProtoReader in = new ProtoReader(new ByteArrayInputStream(bytes));
        try {
            reading.read(in);
            assertThat(in.position()).isBetween(0L, (long) bytes.length);
        } catch (MalformedProtobufException e) {
            assertThat(e).hasMessageStartingWith("protobuf: ");
        } catch (IOException e) {
            throw new AssertionError("bytes in memory cannot fail otherwise", e);
        }
    }

    /** One way to read. */
    private interface Reading {
        void read(ProtoReader in) throws IOException;
    }
}
