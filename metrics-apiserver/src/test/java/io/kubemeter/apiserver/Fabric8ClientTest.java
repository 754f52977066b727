package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.metrics.v1beta1.ContainerMetrics;
import io.fabric8.kubernetes.api.model.metrics.v1beta1.NodeMetrics;
import io.fabric8.kubernetes.api.model.metrics.v1beta1.PodMetrics;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.ServedPod;
import io.kubemeter.simulator.world.ServedUsage;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.UsageOracle;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second real client: fabric8's {@code top()}, which speaks v1beta1, through the aggregator. */
class Fabric8ClientTest {
    private static final Refresh REFRESH = Refresh.about(Duration.ofSeconds(2));
    private static final WorldShape SHAPE = WorldShape.of(3, 8, 2, 31).refreshed(REFRESH);

    private static final List<String> LIST = List.of("get", "list");
    private static final String GROUP = "metrics.k8s.io";
    private static final List<String> BOTH = List.of("nodes", "pods");
    private static final String NODES = "/apis/metrics.k8s.io/v1beta1/nodes";
    private static final String PODS = "/apis/metrics.k8s.io/v1beta1/pods";

    @TempDir static Path folder;

    private static ServiceFixture service;
    private static KubernetesClient client;
    private static UsageOracle oracle;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(SHAPE, folder);
        oracle = UsageOracle.of(REFRESH, Duration.ofMinutes(1).toMillis());
        client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(kubeconfig()))
                        .withHttpClientFactory(new JdkHttpClientFactory())
                        .build();
        service.listOf(NODES, SHAPE.nodes());
        service.listOf(PODS, running().size());
    }

    /** With a token: fabric8 reads no EC key in PKCS #8, as the administrator's is. */
    private static String kubeconfig() {
        String token = service.token("fabric8", AccessRules.Rule.of("fabric8", LIST, GROUP, BOTH));
        return service.cluster
                .metricsServerKubeconfig()
                .replaceFirst("token: .*", "token: " + token);
    }

    @AfterAll
    static void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        if (service != null) {
            service.close();
        }
    }

    @Test
    void topNodesGivesTheOraclesNumbers() throws Exception {
        Windows windows = new Windows(NODES);
        List<NodeMetrics> nodes = client.top().nodes().metrics().getItems();
        windows.read();
        assertThat(nodes)
                .extracting(node -> node.getMetadata().getName())
                .containsExactlyInAnyOrderElementsOf(
                        service.cluster.world().nodes().stream().map(SimulatedNode::name).toList());
        assertThat(nodes).allSatisfy(node -> assertThat(judge(node, windows)).isNull());
    }

    @Test
    void topPodsGivesTheOraclesNumbers() throws Exception {
        Windows windows = new Windows(PODS);
        List<PodMetrics> pods = client.top().pods().metrics().getItems();
        windows.read();
        assertThat(pods)
                .extracting(Fabric8ClientTest::key)
                .containsExactlyInAnyOrderElementsOf(
                        running().stream().map(pod -> pod.namespace() + "/" + pod.name()).toList());
        assertThat(pods).allSatisfy(pod -> assertThat(judge(pod, windows)).isNull());
    }

    @Test
    void topOfOnePodAndOneNodeGivesTheOraclesNumbers() throws Exception {
        SimulatedPod pod = running().getFirst();
        Windows ofPods = new Windows(PODS);
        PodMetrics one = client.top().pods().metrics(pod.namespace(), pod.name());
        ofPods.read();
        assertThat(key(one)).isEqualTo(pod.namespace() + "/" + pod.name());
        assertThat(judge(one, ofPods)).isNull();
        Windows ofNodes = new Windows(NODES);
        NodeMetrics node = client.top().nodes().metrics(pod.nodeName());
        ofNodes.read();
        assertThat(judge(node, ofNodes)).isNull();
    }

    private static @Nullable String judge(NodeMetrics node, Windows windows) {
        String name = node.getMetadata().getName();
        return oracle.judge(
                Objects.requireNonNull(service.cluster.world().node(name)),
                Instant.parse(node.getTimestamp()).getEpochSecond(),
                windows.millis("/" + name, node.getTimestamp()),
                usage(name, node.getUsage()));
    }

    private static @Nullable String judge(PodMetrics pod, Windows windows) {
        List<ServedUsage> containers = new ArrayList<>();
        for (ContainerMetrics container : pod.getContainers()) {
            containers.add(usage(container.getName(), container.getUsage()));
        }
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        return oracle.judge(
                Objects.requireNonNull(service.cluster.world().pod(namespace, name)),
                new ServedPod(
                        Instant.parse(pod.getTimestamp()).getEpochSecond(),
                        windows.millis(key(pod), pod.getTimestamp()),
                        containers));
    }

    /**
     * The windows as they are served, read before and after fabric8's answer: it takes the fraction
     * in "2.103s" for minutes.
     */
    private static final class Windows {
        private final String path;
        private final Map<String, Long> millis = new HashMap<>();

        Windows(String path) throws IOException {
            this.path = path;
            read();
        }

        void read() throws IOException {
            for (JsonNode item : service.get(path).path("items")) {
                String key =
                        item.at("/metadata/namespace").asText()
                                + "/"
                                + item.at("/metadata/name").asText();
                millis.put(
                        key + "@" + item.path("timestamp").asText(),
                        ServiceFixture.windowMillis(item));
            }
        }

        long millis(String key, String timestamp) {
            return Objects.requireNonNull(
                    millis.get(key + "@" + timestamp),
                    () -> key + " was never served with the timestamp " + timestamp);
        }
    }

    private static ServedUsage usage(String name, Map<String, Quantity> usage) {
        BigDecimal cpu = Objects.requireNonNull(usage.get("cpu")).getNumericalAmount();
        BigDecimal memory = Objects.requireNonNull(usage.get("memory")).getNumericalAmount();
        return new ServedUsage(
                name, cpu.movePointRight(9).longValueExact(), memory.longValueExact());
    }

    private static String key(PodMetrics pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private static List<SimulatedPod> running() {
        return service.cluster.world().pods().stream()
                .filter(pod -> pod.phase() == PodPhase.RUNNING)
                .toList();
    }
}
