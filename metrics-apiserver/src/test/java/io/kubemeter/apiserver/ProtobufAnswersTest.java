package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.UsageOracle;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lists in protobuf, which kubectl top and the HPA controller ask for first, through the aggregator
 * and read by protobuf's own library.
 */
class ProtobufAnswersTest {
    private static final Refresh REFRESH = Refresh.about(Duration.ofSeconds(3));
    private static final WorldShape SHAPE = WorldShape.of(3, 12, 2, 21).refreshed(REFRESH);
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String ROOT = "/apis/metrics.k8s.io/";
    private static final int ATTEMPTS = 30;

    @TempDir static Path folder;

    private static ServiceFixture service;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(SHAPE, folder);
        service.listOf(ROOT + "v1/nodes", SHAPE.nodes());
        service.listOf(
                ROOT + "v1/pods",
                (int)
                        service.cluster.world().pods().stream()
                                .filter(pod -> pod.phase() == PodPhase.RUNNING)
                                .count());
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void nodesEqualThoseOfJson() throws Exception {
        equal("v1/nodes");
        equal("v1beta1/nodes");
    }

    @Test
    void podsEqualThoseOfJson() throws Exception {
        equal("v1/pods");
        equal("v1beta1/pods");
        String namespace = service.cluster.world().pods().iterator().next().namespace();
        equal("v1/namespaces/" + namespace + "/pods");
    }

    /** Asks for JSON before and after, so that a refresh in between is noticed. */
    private static void equal(String path) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            MetricsList before = MetricsList.ofJson(service.get(ROOT + path));
            MetricsList ours = protobuf(path);
            MetricsList after = MetricsList.ofJson(service.get(ROOT + path));
            if (before.equals(after)) {
                assertThat(ours.items()).as(path).isNotEmpty();
                assertThat(ours).as(path).isEqualTo(before);
                return;
            }
        }
        throw new AssertionError("the numbers never held still: " + path);
    }

    private static MetricsList protobuf(String path) {
        ClusterClient.Answer answer = service.admin.get(ROOT + path, PROTOBUF);
        assertThat(answer.status()).as(path).isEqualTo(200);
        assertThat(answer.headers().get("Content-Type")).as(path).isEqualTo(PROTOBUF);
        return MetricsList.ofProtobuf(answer.body().bytes());
    }

    @Test
    void podsShowTheOraclesNumbers() {
        UsageOracle oracle = UsageOracle.of(REFRESH, Duration.ofMinutes(1).toMillis());
        assertThat(protobuf("v1/pods").items())
                .isNotEmpty()
                .allSatisfy(item ->
                        assertThat(
                                        oracle.judge(
                                                Objects.requireNonNull(
                                                        service.cluster
                                                                .world()
                                                                .pod(
                                                                        item.namespace(),
                                                                        item.name())),
                                                item.pod()))
                                .isNull());
    }

    @Test
    void nodesShowTheOraclesNumbers() {
        UsageOracle oracle = UsageOracle.of(REFRESH, Duration.ofMinutes(1).toMillis());
        assertThat(protobuf("v1/nodes").items())
                .hasSize(SHAPE.nodes())
                .allSatisfy(item ->
                        assertThat(
                                        oracle.judge(
                                                Objects.requireNonNull(
                                                        service.cluster.world().node(item.name())),
                                                item.second(),
                                                TimeUnit.NANOSECONDS.toMillis(item.windowNanos()),
                                                item.usage().getFirst().served()))
                                .isNull());
    }
}
