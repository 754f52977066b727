package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Prometheus that scraped metrics-server finds here: the same six families. */
class OwnMetricsTest {
    private static final WorldShape SHAPE =
            WorldShape.of(3, 2, 1, 41).refreshed(Refresh.about(Duration.ofSeconds(1)));
    private static final String NODES = "/apis/metrics.k8s.io/v1/nodes";
    private static final List<String> DEFAULT_BOUNDS =
            List.of(
                    "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0",
                    "10.0", "+Inf");

    @TempDir static Path folder;

    private static ServiceFixture service;
    private static DirectCaller reader;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(SHAPE, folder);
        reader = Exposition.reader(service);
        service.listOf(NODES, SHAPE.nodes());
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void exactlySixFamiliesBearUpstreamsPrefix() {
        Exposition text = Exposition.read(reader);
        assertThat(text.contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(text.types("metrics_server_"))
                .isEqualTo(
                        Map.of(
                                "metrics_server_kubelet_request_duration_seconds", "histogram",
                                "metrics_server_kubelet_request_total", "counter",
                                "metrics_server_kubelet_last_request_time_seconds", "gauge",
                                "metrics_server_manager_tick_duration_seconds", "histogram",
                                "metrics_server_api_metric_freshness_seconds", "histogram",
                                "metrics_server_storage_points", "gauge"));
    }

    @Test
    void bucketsAreUpstreams() {
        Exposition text = Exposition.read(reader);
        assertThat(text.bounds("metrics_server_kubelet_request_duration_seconds"))
                .isEqualTo(DEFAULT_BOUNDS);
        // A resolution of 10 s is the last default bound: nothing is added.
        assertThat(text.bounds("metrics_server_manager_tick_duration_seconds"))
                .isEqualTo(DEFAULT_BOUNDS);
        List<String> freshness = text.bounds("metrics_server_api_metric_freshness_seconds");
        assertThat(freshness).hasSize(21).endsWith("+Inf");
        double bound = 1;
        for (String written : freshness.subList(0, 20)) {
            assertThat(Double.parseDouble(written)).isEqualTo(bound);
            bound *= 1.364;
        }
    }

    @Test
    void valuesCountWhatHappened() {
        Exposition text = Exposition.read(reader);
        assertThat(text.value("metrics_server_kubelet_request_total{success=\"true\"}"))
                .isGreaterThanOrEqualTo(SHAPE.nodes());
        assertThat(text.value("metrics_server_kubelet_request_total{success=\"false\"}")).isZero();
        assertThat(text.value("metrics_server_storage_points{type=\"container\"}"))
                .isGreaterThan(0);
        assertThat(text.value("metrics_server_api_metric_freshness_seconds_count"))
                .isGreaterThanOrEqualTo(SHAPE.nodes());
        for (String node : nodes()) {
            String label = "{node=\"" + node + "\"}";
            assertThat(text.value("metrics_server_kubelet_last_request_time_seconds" + label))
                    .isGreaterThan(1.7e9);
            assertThat(text.value("metrics_server_kubelet_request_duration_seconds_count" + label))
                    .isGreaterThan(0);
        }
    }

    @Test
    void openMetricsIsSpokenOnRequest() {
        Exposition text =
                Exposition.read(
                        reader.saying("Accept", "application/openmetrics-text; version=1.0.0"));
        assertThat(text.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(text.text()).endsWith("# EOF\n");
        assertThat(text.types("metrics_server_"))
                .hasSize(6)
                .containsEntry("metrics_server_kubelet_request", "counter");
    }

    @Test
    void removedNodeLeavesNoSeries() {
        String gone = service.cluster.world().addNode().name();
        ServiceFixture.await(
                "a series of " + gone, () -> Exposition.read(reader).text().contains(gone));
        service.cluster.world().removeNode(gone);
        ServiceFixture.await(
                "no series of " + gone, () -> !Exposition.read(reader).text().contains(gone));
    }

    private static List<String> nodes() {
        return service.cluster.world().nodes().stream().map(SimulatedNode::name).toList();
    }
}
