package io.kubemeter.apiserver;

import static java.util.Map.entry;
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
    private static final String NODES_OF_OLD = "/apis/metrics.k8s.io/v1beta1/nodes";
    private static final List<String> DEFAULT_BOUNDS =
            List.of(
                    "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10",
                    "+Inf");

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
    void requestsAreCountedByUpstreamsLabels() throws Exception {
        for (String path : List.of("", "/no-such-node", "?limit=nonsense", "?watch=true")) {
            service.admin.get(NODES_OF_OLD + path);
        }
        service.direct().get("/healthz");
        service.direct().get(NODES_OF_OLD);
        Exposition text = Exposition.read(reader);
        assertThat(requests(text, "LIST", "cluster", 200)).isGreaterThan(0);
        assertThat(requests(text, "GET", "resource", 404)).isGreaterThan(0);
        assertThat(requests(text, "LIST", "cluster", 400)).isGreaterThan(0);
        assertThat(requests(text, "WATCH", "cluster", 405)).isGreaterThan(0);
        assertThat(requests(text, "LIST", "cluster", 403)).isZero();
        assertThat(
                        text.value(
                                "apiserver_request_total{code=\"200\",component=\"\",dry_run=\"\","
                                        + "group=\"\",resource=\"\",scope=\"\","
                                        + "subresource=\"/healthz\",verb=\"GET\",version=\"\"}"))
                .isGreaterThan(0);
        assertThat(text.value("kubemeter_answers_total{code=\"403\"}")).isGreaterThan(0);
    }

    private static double requests(Exposition text, String verb, String scope, int code) {
        return text.value(
                "apiserver_request_total{code=\""
                        + code
                        + "\",component=\"apiserver\",dry_run=\"\",group=\"metrics.k8s.io\","
                        + "resource=\"nodes\",scope=\""
                        + scope
                        + "\",subresource=\"\",verb=\""
                        + verb
                        + "\",version=\"v1beta1\"}");
    }

    @Test
    void familiesThatPeoplePlotHaveUpstreamsTypesAndBounds() {
        Exposition text = Exposition.read(reader);
        assertThat(text.types(""))
                .containsAllEntriesOf(
                        Map.ofEntries(
                                entry("apiserver_request_total", "counter"),
                                entry("apiserver_request_duration_seconds", "histogram"),
                                entry("apiserver_request_sli_duration_seconds", "histogram"),
                                entry("apiserver_request_slo_duration_seconds", "histogram"),
                                entry("apiserver_response_sizes", "histogram"),
                                entry("apiserver_current_inflight_requests", "gauge"),
                                entry("apiserver_tls_handshake_errors_total", "counter"),
                                entry("apiserver_delegated_authn_request_total", "counter"),
                                entry("apiserver_delegated_authz_request_total", "counter"),
                                entry("authenticated_user_requests", "untyped"),
                                entry("authentication_attempts", "untyped"),
                                entry("authentication_duration_seconds", "histogram"),
                                entry("authentication_token_cache_request_total", "counter"),
                                entry(
                                        "authentication_token_cache_request_duration_seconds",
                                        "histogram"),
                                entry("authentication_token_cache_fetch_total", "counter"),
                                entry("authentication_token_cache_active_fetch_count", "untyped"),
                                entry("authorization_attempts_total", "counter"),
                                entry("authorization_duration_seconds", "histogram"),
                                entry("process_cpu_seconds_total", "counter"),
                                entry("process_max_fds", "gauge"),
                                entry("process_network_receive_bytes_total", "counter"),
                                entry("process_network_transmit_bytes_total", "counter"),
                                entry("process_open_fds", "gauge"),
                                entry("process_resident_memory_bytes", "gauge"),
                                entry("process_start_time_seconds", "gauge"),
                                entry("process_virtual_memory_bytes", "gauge"),
                                entry("process_virtual_memory_max_bytes", "gauge")));
        assertThat(text.bounds("apiserver_request_duration_seconds"))
                .containsExactly(
                        "0.005", "0.025", "0.05", "0.1", "0.2", "0.4", "0.6", "0.8", "1", "1.25",
                        "1.5", "2", "3", "4", "5", "6", "8", "10", "15", "20", "30", "45", "60",
                        "+Inf");
        assertThat(text.bounds("apiserver_request_sli_duration_seconds"))
                .startsWith("0.05", "0.1")
                .hasSize(22);
        assertThat(text.bounds("authorization_duration_seconds"))
                .startsWith("0.001", "0.002", "0.004")
                .hasSize(16)
                .contains("16.384");
    }

    @Test
    void callersAreCountedByWhatBecameOfThem() throws Exception {
        Exposition before = Exposition.read(reader);
        service.direct().bearing("nonsense").get(NODES);
        service.direct().bearing("nonsense").get(NODES);
        service.direct().get(NODES);
        Exposition after = Exposition.read(reader);
        for (String series :
                List.of(
                        "authentication_attempts{result=\"error\"}",
                        "authentication_attempts{result=\"success\"}",
                        "authorization_attempts_total{result=\"no-opinion\"}",
                        "authenticated_user_requests{username=\"other\"}",
                        "authentication_token_cache_request_total{status=\"hit\"}",
                        "authentication_token_cache_fetch_total{status=\"ok\"}",
                        "apiserver_delegated_authn_request_total{code=\"201\"}")) {
            assertThat(after.value(series)).as(series).isGreaterThan(before.value(series));
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
