package io.kubemeter.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.scenario.Scenarios;
import io.kubemeter.simulator.scenario.Stage;
import io.kubemeter.simulator.world.PodPhase;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.WorldShape;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kubemeter explain}, asked as people and scripts ask it. */
class ExplainTest {
    private static final WorldShape SHAPE =
            WorldShape.of(3, 3, 1, 61).refreshed(Refresh.about(Duration.ofSeconds(1)));
    private static final String WELL = "node-01";
    private static final String PENDING = "node-02";

    @TempDir static Path folder;

    private static ServiceFixture service;
    private static Path admin;

    /** What a run printed, and its exit code. */
    private record Run(int code, String out, String err) {
        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
        cluster.api()
                .access()
                .grant(
                        AccessRules.Rule.of(
                                AccessRules.METRICS_SERVER,
                                List.of("create"),
                                "",
                                List.of("events")));
        Scenarios.named("s1-pending-csr")
                .orElseThrow()
                .start(new Stage(cluster.world(), cluster.kubelets(), PENDING))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        admin = Files.writeString(folder.resolve("admin"), cluster.adminKubeconfig());
        service = ServiceFixture.in(cluster, folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    private static Run explain(Path kubeconfig, String... arguments) {
        List<String> all = new ArrayList<>(List.of("explain"));
        all.addAll(List.of(arguments));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                Main.run(
                        all,
                        Map.of("KUBECONFIG", kubeconfig.toString()),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8));
        return new Run(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    private static Run explain(String... arguments) {
        return explain(admin, arguments);
    }

    private static Run await(String part, String... arguments) {
        List<Run> runs = new ArrayList<>();
        ServiceFixture.await(
                part,
                () -> {
                    runs.add(explain(arguments));
                    return runs.getLast().out().contains(part);
                });
        return runs.getLast();
    }

    private static SimulatedPod podOf(String node) {
        return service.cluster.world().podsOn(node).stream()
                .filter(pod -> pod.phase() == PodPhase.RUNNING)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nodeWithNumbersShowsThem() throws Exception {
        Run run = await("has numbers", "node", WELL);
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("node node-01 has numbers: cpu ").contains("sampled at 2");
        JsonNode json = explain("node", WELL, "-o", "json").json();
        assertThat(json.path("served").asBoolean()).isTrue();
        assertThat(json.at("/sample/cpu").asText()).isNotEmpty();
        assertThat(json.has("code")).isFalse();
    }

    @Test
    void podWithNumbersShowsItsNode() throws Exception {
        SimulatedPod pod = podOf(WELL);
        Run run = await("has numbers", "pod", pod.name(), "-n", pod.namespace());
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("node:   node-01");
        assertThat(explain("pod", pod.namespace() + "/" + pod.name()).out())
                .startsWith("pod " + pod.namespace() + "/" + pod.name() + " has numbers");
    }

    @Test
    void nodeInTroubleIsNamedWithItsRepairAndItsEvents() throws Exception {
        Run run = await("CsrPending", "node", PENDING);
        Reason reason = Reason.CSR_PENDING;
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("node node-02 has no numbers")
                .contains("code:   KM108 csr_pending")
                .contains("reason: " + reason.sentence())
                .contains(
                        "repair: kubectl certificate approve CSR; its name: kubectl get csr"
                                + " | grep system:node:node-02");
        JsonNode json = explain("node", PENDING, "-o", "json").json();
        assertThat(json.path("kind").asText()).isEqualTo("Node");
        assertThat(json.path("code").asText()).isEqualTo("KM108");
        assertThat(json.path("reason").asText()).isEqualTo("csr_pending");
        assertThat(json.path("message").asText()).endsWith(reason.sentence());
        assertThat(json.at("/events/0/message").asText()).startsWith("KM108 ");
    }

    @Test
    void podOfSuchANodeIsExplainedByIt() throws Exception {
        SimulatedPod pod = podOf(PENDING);
        await("KM108", "pod", pod.name(), "-n", pod.namespace());
        JsonNode json = explain("pod", pod.name(), "-n", pod.namespace(), "--output=json").json();
        assertThat(json.path("node").asText()).isEqualTo(PENDING);
        assertThat(json.path("namespace").asText()).isEqualTo(pod.namespace());
        assertThat(json.path("code").asText()).isEqualTo("KM108");
    }

    @Test
    void finishedPodIsSaidToBeSo() {
        SimulatedPod pod = service.cluster.world().podsOn("node-03").getFirst();
        service.cluster.world().phase(pod.namespace(), pod.name(), PodPhase.SUCCEEDED);
        Run run = await("KM142", "pod", pod.name(), "-n", pod.namespace());
        assertThat(run.out())
                .contains("The pod is not running: it is Succeeded")
                .contains("repair: kubectl describe pod -n " + pod.namespace());
    }

    @Test
    void whatIsNotThereIsSaidNotToBeThere() {
        Run run = explain("node", "nowhere");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("There is no such node");
        assertThat(explain("pod", "nobody").out()).contains("There is no such pod");
    }

    @Test
    void whoMayNotReadIsToldSo() throws Exception {
        Path stranger =
                Files.writeString(
                        folder.resolve("stranger"),
                        service.cluster.kubeconfig("stranger", List.of()));
        Run run = explain(stranger, "node", PENDING);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("forbidden").contains("stranger");
    }

    @Test
    void withoutTheServiceItsConditionIsTold() throws Exception {
        ClusterOptions options =
                ClusterOptions.of(WorldShape.of(1, 1, 1, 3), InstantSource.system());
        try (SimulatedCluster cluster = SimulatedCluster.open(options)) {
            Path kubeconfig =
                    Files.writeString(folder.resolve("lonely"), cluster.adminKubeconfig());
            Run run = explain(kubeconfig, "node", "node-01");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).contains("The metrics API is not available: ");
        }
    }

    /** What the cluster has is not known where we may not read it, so nothing is found. */
    @Test
    void withoutItsRightsTheRuleThatIsMissingIsNamed(@TempDir Path own) throws Exception {
        SimulatedCluster cluster = ServiceFixture.cluster(WorldShape.of(1, 1, 1, 5));
        AccessRules access = cluster.api().access();
        access.revoke(AccessRules.METRICS_SERVER);
        access.grant(
                AccessRules.Rule.of(
                        AccessRules.METRICS_SERVER,
                        List.of("get", "list", "watch"),
                        "",
                        List.of("configmaps")));
        try (ServiceFixture deprived = ServiceFixture.in(cluster, own)) {
            deprived.awaitKnownCallers("/apis/metrics.k8s.io/v1/nodes");
            SimulatedPod pod = cluster.world().podsOn(WELL).getFirst();
            Path kubeconfig = Files.writeString(own.resolve("admin"), cluster.adminKubeconfig());
            for (Run run :
                    List.of(
                            explain(kubeconfig, "node", WELL),
                            explain(kubeconfig, "pod", pod.namespace() + "/" + pod.name()))) {
                assertThat(run.code()).isEqualTo(1);
                assertThat(run.out())
                        .contains("code:   KM202 api_forbidden")
                        .containsPattern("reason: .* is forbidden: .* cannot list resource ")
                        .contains("repair: ");
            }
        }
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(explain("deployment", "web").code()).isEqualTo(2);
        assertThat(explain("node").code()).isEqualTo(2);
        assertThat(explain("node", WELL, "-o", "xml").code()).isEqualTo(2);
    }
}
