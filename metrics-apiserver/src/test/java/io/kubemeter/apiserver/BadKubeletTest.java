package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.scenario.Scenario;
import io.kubemeter.simulator.scenario.Scenarios;
import io.kubemeter.simulator.scenario.Stage;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.WorldShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a kubelet answers costs its own node alone, for as long as it does so, with a reason.
 */
class BadKubeletTest {
    private static final List<String> NEVER_WELL =
            List.of(
                    "f22-malformed-labels",
                    "f07-cut-mid-body",
                    "f21-endless-body",
                    "f19-gzip-unasked",
                    "f17-login-page",
                    "f16-redirect",
                    "f05-slow-head",
                    "s1-other-node");
    private static final String HEALED = "f15-server-error";
    private static final String LATER_BAD = "f11-unauthorized";
    private static final int WELL = 2;
    private static final WorldShape SHAPE =
            WorldShape.of(NEVER_WELL.size() + 2 + WELL, 2, 1, 51)
                    .refreshed(Refresh.about(Duration.ofSeconds(1)));
    private static final String NODES = "/apis/metrics.k8s.io/v1/nodes";
    private static final String PODS = "/apis/metrics.k8s.io/v1/namespaces/";

    @TempDir static Path folder;

    private static final Map<String, String> PLAYED_ON = new HashMap<>();
    private static final Deque<String> FREE = new ArrayDeque<>();
    private static ServiceFixture service;
    private static DirectCaller reader;

    @BeforeAll
    static void start() throws Exception {
        SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
        cluster.world().nodes().stream().map(SimulatedNode::name).forEach(FREE::add);
        NEVER_WELL.forEach(name -> play(cluster, name));
        play(cluster, HEALED);
        PLAYED_ON.put(LATER_BAD, FREE.remove());
        service = ServiceFixture.in(cluster, folder, "--max-scrape-bytes=1000000");
        reader = Exposition.reader(service);
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    /** Plays a scenario on a node that nothing was played on before. */
    private static void play(SimulatedCluster cluster, String scenario) {
        String node = FREE.remove();
        PLAYED_ON.put(scenario, node);
        scenario(scenario).start(stage(cluster, node)).orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static Scenario scenario(String name) {
        return Scenarios.named(name).orElseThrow();
    }

    private static Stage stage(SimulatedCluster cluster, String node) {
        return new Stage(cluster.world(), cluster.kubelets(), node);
    }

    @Test
    void nodeThatNeverAnsweredWellSaysWhy() throws Exception {
        for (String name : NEVER_WELL) {
            Reason reason = reason(name);
            String node = node(name);
            ClusterClient.Answer answer = awaitText(NODES + "/" + node, reason.code());
            JsonNode status = service.tree(answer.text());
            assertThat(answer.status()).as(name).isEqualTo(404);
            assertThat(status.path("message").asText())
                    .as(name)
                    .endsWith(": " + reason.code() + " " + reason.sentence(node));
            assertThat(status.at("/details/causes/0/reason").asText()).isEqualTo(reason.code());
            assertThat(status.at("/details/causes/0/field").asText()).isEqualTo(node);
            SimulatedPod pod = service.cluster.world().podsOn(node).getFirst();
            awaitText(PODS + pod.namespace() + "/pods/" + pod.name(), reason.code());
        }
    }

    @Test
    void everyFailureIsCountedUnderItsReason() {
        NEVER_WELL.forEach(name -> awaitFailures(name, 1));
    }

    @Test
    void otherNodesGetFreshNumbers() {
        for (String node : List.copyOf(FREE)) {
            long first = awaitNewerThan(node, 0);
            long second = awaitNewerThan(node, first);
            assertThat(second).as(node).isGreaterThan(first);
        }
        for (String name : NEVER_WELL) {
            assertThat(second(node(name))).as(name).isZero();
        }
    }

    @Test
    void healedNodeComesBack() {
        String node = node(HEALED);
        awaitText(NODES + "/" + node, reason(HEALED).code());
        heal(HEALED);
        assertThat(awaitNewerThan(node, 0)).isPositive();
    }

    @Test
    void nodeThatBreaksKeepsItsLastNumbers() {
        String node = node(LATER_BAD);
        awaitNewerThan(node, 0);
        scenario(LATER_BAD)
                .start(stage(service.cluster, node))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        awaitFailures(LATER_BAD, 1);
        long last = second(node);
        assertThat(last).isPositive();
        awaitFailures(LATER_BAD, 2);
        assertThat(second(node)).isEqualTo(last);
        heal(LATER_BAD);
        assertThat(awaitNewerThan(node, last)).isGreaterThan(last);
    }

    private static void heal(String scenario) {
        scenario(scenario)
                .stop(stage(service.cluster, node(scenario)))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static void awaitFailures(String scenario, int atLeast) {
        String series =
                "kubemeter_scrape_failures_total{reason=\"" + reason(scenario).label() + "\"}";
        ServiceFixture.await(
                atLeast + " of " + series, () -> Exposition.read(reader).value(series) >= atLeast);
    }

    /** Asks until the answer contains this, and gives it. */
    private static ClusterClient.Answer awaitText(String path, String part) {
        Deque<ClusterClient.Answer> answers = new ArrayDeque<>();
        ServiceFixture.await(
                part + " at " + path,
                () -> {
                    answers.add(service.admin.get(path));
                    return answers.getLast().text().contains(part);
                });
        return answers.getLast();
    }

    private static long awaitNewerThan(String node, long second) {
        ServiceFixture.await("newer numbers of " + node, () -> second(node) > second);
        return second(node);
    }

    /** When the newest sample of a node was taken; 0 where it has no number. */
    private static long second(String node) {
        ClusterClient.Answer answer = service.admin.get(NODES + "/" + node);
        return answer.status() == 200 ? ServiceFixture.second(service.tree(answer.text())) : 0;
    }

    private static String node(String scenario) {
        return PLAYED_ON.getOrDefault(scenario, "");
    }

    private static Reason reason(String scenario) {
        String label = scenario(scenario).expected().reason();
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
