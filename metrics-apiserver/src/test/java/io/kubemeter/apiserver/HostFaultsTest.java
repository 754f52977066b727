package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kube.ApiService;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host may do to the process: kill it, or leave it no descriptors or no disk. */
class HostFaultsTest {
    private static final Refresh REFRESH = Refresh.about(Duration.ofSeconds(1));
    private static final WorldShape SHAPE = WorldShape.of(2, 2, 1, 67).refreshed(REFRESH);
    private static final int PODS = SHAPE.nodes() * SHAPE.podsPerNode();
    private static final String ROOT = "/apis/metrics.k8s.io/v1/";
    private static final int DESCRIPTORS = 256;

    @TempDir Path folder;

    @Test
    void afterAKillNothingIsShownButNewNumbers() throws Exception {
        try (SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
                ClusterClient admin = cluster.adminClient()) {
            List<String> flags = ServiceFixture.flags(cluster, folder);
            Map<String, String> environment = ServiceFixture.environment(cluster, folder);
            try (ServeProcess first = ServeProcess.start(environment, flags)) {
                cluster.aggregate(first.port());
                awaitTrueNumbers(cluster, admin);
                first.kill();
            }
            try (ServeProcess next = ServeProcess.start(environment, flags)) {
                cluster.aggregate(next.port());
                awaitTrueNumbers(cluster, admin);
            }
        }
    }

    @Test
    void withoutDescriptorsItServesOnAndSaysSo() throws Exception {
        List<String> scarce =
                List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + " && exec \"$@\"", "sh");
        try (SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
                ClusterClient admin = cluster.adminClient();
                ServeProcess process =
                        ServeProcess.start(
                                scarce,
                                ServiceFixture.environment(cluster, folder),
                                ServiceFixture.flags(cluster, folder))) {
            cluster.aggregate(process.port());
            awaitTrueNumbers(cluster, admin);
            List<Socket> callers = new ArrayList<>();
            try {
                for (int i = 0; i < DESCRIPTORS; i++) {
                    callers.add(new Socket(InetAddress.getLoopbackAddress(), process.port()));
                }
                process.awaitLine("Cannot take connections");
                awaitTrueNumbers(cluster, admin);
            } finally {
                for (Socket caller : callers) {
                    caller.close();
                }
            }
            process.awaitLine("Taking connections again");
            DirectCaller later =
                    DirectCaller.of(process.port(), cluster.pki().cluster().certificate());
            assertThat(later.get("/livez").statusCode()).isEqualTo(200);
            awaitTrueNumbers(cluster, admin);
        }
    }

    @Test
    void withoutADiskToWriteItServesFromMemory() throws Exception {
        Path nowhere = Files.createFile(folder.resolve("file")).resolve("folder");
        try (SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
                ClusterClient admin = cluster.adminClient()) {
            List<String> flags = new ArrayList<>(ServiceFixture.flags(cluster, folder));
            flags.removeIf(flag -> flag.startsWith("--tls-"));
            flags.add("--cert-dir=" + nowhere);
            Map<String, String> environment =
                    new HashMap<>(ServiceFixture.environment(cluster, folder));
            environment.put("JAVA_TOOL_OPTIONS", "-XX:-UsePerfData -Djava.io.tmpdir=" + nowhere);
            try (ServeProcess process = ServeProcess.start(environment, flags)) {
                assertThat(process.awaitLine("stays in memory")).contains("--tls-cert-file");
                cluster.aggregate(process.port(), new ApiService.Trust("", true));
                awaitTrueNumbers(cluster, admin);
                process.terminate();
                assertThat(process.exitCode()).isZero();
            }
        }
    }

    @Test
    void proxyVariablesAreNotFollowed() throws Exception {
        try (ServerSocket trap = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SimulatedCluster cluster = ServiceFixture.cluster(SHAPE);
                ClusterClient admin = cluster.adminClient()) {
            Map<String, String> environment =
                    new HashMap<>(ServiceFixture.environment(cluster, folder));
            for (String name : List.of("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")) {
                String proxy = "http://127.0.0.1:" + trap.getLocalPort();
                environment.put(name, proxy);
                environment.put(name.toLowerCase(Locale.ROOT), proxy);
            }
            try (ServeProcess process =
                    ServeProcess.start(environment, ServiceFixture.flags(cluster, folder))) {
                cluster.aggregate(process.port());
                awaitTrueNumbers(cluster, admin);
            }
            trap.setSoTimeout(1);
            assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** Asks until every node and pod has a number; any that is shown before must be right, too. */
    private static void awaitTrueNumbers(SimulatedCluster cluster, ClusterClient admin) {
        TrueNumbers numbers = TrueNumbers.of(cluster.world(), REFRESH);
        ServiceFixture.await(
                "all numbers",
                () -> {
                    int nodes = judged(numbers, admin.get(ROOT + "nodes"));
                    int pods = judged(numbers, admin.get(ROOT + "pods"));
                    return nodes == SHAPE.nodes() && pods == PODS;
                });
    }

    private static int judged(TrueNumbers numbers, ClusterClient.Answer answer) {
        if (answer.status() != 200) {
            return 0;
        }
        try {
            JsonNode list = new ObjectMapper().readTree(answer.text());
            assertThat(numbers.problems(list)).isEmpty();
            return list.path("items").size();
        } catch (IOException e) {
            throw new AssertionError(answer.text(), e);
        }
    }
}
