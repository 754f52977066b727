package io.kubemeter.bench;

import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.api.BodySource;
import io.kubemeter.apiserver.api.MetricsApi;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A list of all pods, from the request to the last byte of its body, in pieces as they are sent.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ListBench {
    private static final String PODS = "/apis/metrics.k8s.io/v1/pods";
    private static final int PIECE_BYTES = 64 * 1024;

    @Param({"10000", "30000"})
    int pods;

    private final ByteBuf piece = Unpooled.buffer(PIECE_BYTES);
    private final ApiRequest json = ListWorld.request(PODS, "application/json");
    private final ApiRequest protobuf =
            ListWorld.request(PODS, "application/vnd.kubernetes.protobuf");
    private final ApiRequest oneDeployment =
            ListWorld.request(
                    PODS + "?labelSelector=app%3Dworkload-7",
                    "application/vnd.kubernetes.protobuf, */*");
    private MetricsApi api = ListWorld.of(0);

    @Setup
    public void world() {
        api = ListWorld.of(pods);
    }

    @Benchmark
    public long json() {
        return send(json);
    }

    @Benchmark
    public long protobuf() {
        return send(protobuf);
    }

    /** What is done before the first byte of a list that tells its length first. */
    @Benchmark
    public int protobufFirstPiece() {
        BodySource body = api.answer(protobuf).body();
        piece.clear();
        body.fill(piece);
        body.close();
        return piece.readableBytes();
    }

    /** One deployment's pods among all, as the HPA controller asks. */
    @Benchmark
    public long oneDeployment() {
        return send(oneDeployment);
    }

    private long send(ApiRequest request) {
        BodySource body = api.answer(request).body();
        long bytes = 0;
        boolean more;
        do {
            piece.clear();
            more = body.fill(piece);
            bytes += piece.readableBytes();
        } while (more);
        body.close();
        return bytes;
    }
}
