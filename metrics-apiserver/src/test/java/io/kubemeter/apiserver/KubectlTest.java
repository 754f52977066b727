package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.WorldShape;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stock kubectl against the service, through the aggregation layer. */
class KubectlTest {
    private static final WorldShape SHAPE =
            WorldShape.of(3, 6, 2, 11).refreshed(Refresh.about(Duration.ofSeconds(3)));

    @TempDir static Path folder;

    private static ServiceFixture service;
    private static Kubectl kubectl;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceFixture.start(SHAPE, folder);
        kubectl = Kubectl.using(folder, service.cluster.adminKubeconfig());
        service.listOf("/apis/metrics.k8s.io/v1/nodes", SHAPE.nodes());
        service.listOf("/apis/metrics.k8s.io/v1/pods", SHAPE.nodes() * SHAPE.podsPerNode());
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void topNodesShowsEveryNode() throws Exception {
        List<String> lines = kubectl.run("top", "nodes").lines().toList();
        assertThat(lines).hasSize(1 + SHAPE.nodes());
        assertThat(lines.getFirst()).contains("NAME", "CPU(cores)", "MEMORY(bytes)");
        assertThat(lines.subList(1, lines.size())).noneMatch(line -> line.contains("<unknown>"));
    }

    @Test
    void topPodsSortsContainersByMemory() throws Exception {
        List<String> lines =
                kubectl.run("top", "pods", "-A", "--containers", "--sort-by=memory")
                        .lines()
                        .toList();
        assertThat(lines.getFirst()).contains("NAMESPACE", "POD", "NAME", "MEMORY(bytes)");
        assertThat(lines.size()).isGreaterThan(SHAPE.nodes() * SHAPE.podsPerNode());
    }

    @Test
    void getShowsNodesAsATable() throws Exception {
        String printed = kubectl.run("get", "nodes.metrics.k8s.io");
        assertThat(printed.lines().findFirst().orElseThrow())
                .contains("NAME", "CPU", "MEMORY", "WINDOW");
        assertThat(printed.lines().count()).isEqualTo(1 + SHAPE.nodes());
    }

    @Test
    void rawGetReadsBothVersions() throws Exception {
        for (String version : List.of("v1", "v1beta1")) {
            assertThat(kubectl.run("get", "--raw", "/apis/metrics.k8s.io/" + version + "/nodes"))
                    .contains("\"kind\":\"NodeMetricsList\"")
                    .contains("\"apiVersion\":\"metrics.k8s.io/" + version + "\"");
        }
    }

    @Test
    void apiServicesAreAvailable() throws Exception {
        assertThat(kubectl.run("get", "apiservices").lines())
                .filteredOn(line -> line.contains("metrics.k8s.io"))
                .hasSize(2)
                .allMatch(line -> line.contains("True"));
    }

    @Test
    void apiResourcesListThePodsAndNodes() throws Exception {
        assertThat(kubectl.run("api-resources", "--api-group=metrics.k8s.io"))
                .contains("NodeMetrics")
                .contains("PodMetrics");
    }

    @Test
    void explainTellsOfContainers() throws Exception {
        assertThat(explained("podmetrics.containers"))
                .contains("KIND: PodMetrics")
                .containsPattern("VERSION: (metrics.k8s.io/)?v1 ")
                .contains("What each container uses, all measured within the same window.")
                .containsPattern("name <string> -required-")
                .containsPattern("usage <map\\[string\\](Quantity|string)> -required-")
                .contains("\"memory\" as the working set in bytes at the timestamp");
    }

    @Test
    void explainShowsNodesToTheirLeaves() throws Exception {
        assertThat(explained("nodemetrics", "--recursive"))
                .contains("KIND: NodeMetrics")
                .contains("What a node uses as a whole")
                .contains("metadata <")
                .contains("labels <map[string]string>")
                .contains("timestamp <")
                .contains("usage <map[string]")
                .contains("window <");
    }

    /** What kubectl explains, words joined by single spaces. */
    private static String explained(String... what) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("explain"));
        arguments.addAll(List.of(what));
        return kubectl.run(arguments.toArray(String[]::new)).replaceAll("\\s+", " ");
    }

    @Test
    void ourTopPrintsTheSameTables() throws Exception {
        same("top", "nodes");
        same("top", "nodes", "--sort-by=cpu");
        same("top", "pods", "-A");
        same("top", "pods", "-A", "--containers");
        same("top", "pods", "-A", "--no-headers");
    }

    /** Asks kubectl before and after, so that a refresh in between is noticed. */
    private void same(String... arguments) throws Exception {
        List<String> history = new ArrayList<>();
        for (int attempt = 0; attempt < 30; attempt++) {
            String before = kubectl.run(arguments);
            String ours = top(arguments);
            String after = kubectl.run(arguments);
            if (before.equals(after)) {
                assertThat(untitled(ours, arguments)).isEqualTo(untitled(before, arguments));
                return;
            }
            history.add(before);
        }
        throw new AssertionError("the numbers never held still: " + history);
    }

    /** Older kubectls write CPU% where newer ones write CPU(%); the rows are the same. */
    private static List<String> untitled(String table, String... arguments) {
        boolean titled = !List.of(arguments).contains("--no-headers");
        List<String> rows = table.lines().skip(titled ? 1 : 0).map(String::strip).toList();
        List<String> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.naturalOrder());
        return sorted.stream().map(row -> row.replaceAll(" +", " ")).toList();
    }

    private static String top(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code =
                Main.run(
                        List.of(arguments),
                        Map.of("KUBECONFIG", kubectl.kubeconfig().toString()),
                        stream,
                        stream);
        String printed = out.toString(StandardCharsets.UTF_8);
        assertThat(code).as(printed).isZero();
        return printed;
    }
}
