package io.kubemeter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.ServedPod;
import io.kubemeter.simulator.world.ServedUsage;
import io.kubemeter.simulator.world.WorldShape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A simulated cluster and the real service in it, joined as in production: the service finds
 * kube-apiserver by the mounted ServiceAccount, and callers reach it through the aggregator.
 */
final class ServiceFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    final SimulatedCluster cluster;
    final MetricsServer server;
    final ClusterClient admin;
    private final ObjectMapper json = new ObjectMapper();

    private ServiceFixture(SimulatedCluster cluster, MetricsServer server) {
        this.cluster = cluster;
        this.server = server;
        this.admin = cluster.adminClient();
    }

    static ServiceFixture start(WorldShape shape, Path folder, String... moreFlags)
            throws Exception {
        SimulatedCluster cluster = SimulatedCluster.start(onAnyPort(shape), InstantSource.system());
        try {
            MetricsServer server = serve(cluster, folder, moreFlags);
            cluster.aggregate(server.address().getPort());
            return new ServiceFixture(cluster, server);
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    /** Kubelets on a free port: another cluster may be running on this machine. */
    private static WorldShape onAnyPort(WorldShape shape) {
        return new WorldShape(
                shape.nodes(),
                shape.podsPerNode(),
                shape.containersPerPod(),
                shape.seed(),
                shape.refresh(),
                0);
    }

    private static MetricsServer serve(SimulatedCluster cluster, Path folder, String... moreFlags)
            throws Exception {
        Path account = folder.resolve("serviceaccount");
        cluster.writeServiceAccount(account);
        Credential serving = cluster.servingCredential();
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "--secure-port=0",
                                "--bind-address=127.0.0.1",
                                "--metric-resolution=10s",
                                "--kubelet-request-timeout=5s",
                                "--kubelet-preferred-address-types=InternalIP",
                                "--kubelet-use-node-status-port",
                                "--kubelet-allow-local-addresses",
                                "--tls-cert-file="
                                        + write(folder, "tls.crt", serving.certificatePem()),
                                "--tls-private-key-file="
                                        + write(folder, "tls.key", serving.keyPem())));
        flags.addAll(List.of(moreFlags));
        Map<String, String> environment =
                Map.of(
                        "KUBEMETER_SERVICEACCOUNT_DIR",
                        account.toString(),
                        "KUBERNETES_SERVICE_HOST",
                        "127.0.0.1",
                        "KUBERNETES_SERVICE_PORT",
                        Integer.toString(cluster.address().getPort()));
        Flags.Parsed parsed = Flags.parse(flags, Map.of());
        return MetricsServer.start(
                ConfigReader.read(parsed.values()).config().orElseThrow(),
                environment,
                InstantSource.system(),
                System::nanoTime);
    }

    private static Path write(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Reads through the aggregator, as the administrator. */
    JsonNode get(String path) throws IOException {
        return json.readTree(admin.get(path).text());
    }

    /** Reads until the list has this many items. */
    JsonNode listOf(String path, int items) throws Exception {
        List<JsonNode> last = new ArrayList<>();
        await(
                "a list of " + items + " at " + path,
                () -> {
                    ClusterClient.Answer answer = admin.get(path);
                    last.clear();
                    if (answer.status() != 200) {
                        return false;
                    }
                    last.add(tree(answer.text()));
                    return last.getFirst().path("items").size() == items;
                });
        return last.getFirst();
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    /** Asks again and again, and fails when it takes too long. */
    static void await(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    static ServedPod pod(JsonNode item) {
        List<ServedUsage> containers = new ArrayList<>();
        item.path("containers")
                .forEach(container ->
                        containers.add(
                                usage(container.path("name").asText(), container.path("usage"))));
        return new ServedPod(second(item), windowMillis(item), containers);
    }

    static ServedUsage usage(String name, JsonNode usage) {
        BigDecimal cpu = quantity(usage.path("cpu").asText());
        return new ServedUsage(
                name,
                cpu.movePointRight(9).longValueExact(),
                quantity(usage.path("memory").asText()).longValueExact());
    }

    static long second(JsonNode item) {
        return Instant.parse(item.path("timestamp").asText()).getEpochSecond();
    }

    /** The window, written as Go writes durations: {@code 1m2.5s}. */
    static long windowMillis(JsonNode item) {
        Duration window = GoDuration.parse(item.path("window").asText()).orElseThrow();
        return TimeUnit.NANOSECONDS.toMillis(window.toNanos());
    }

    /** A quantity of the canonical forms that CPU and memory take. */
    static BigDecimal quantity(String text) {
        int end = text.length();
        while (end > 0 && !Character.isDigit(text.charAt(end - 1))) {
            end--;
        }
        BigDecimal number = new BigDecimal(text.substring(0, end));
        return switch (text.substring(end)) {
            case "" -> number;
            case "n" -> number.movePointLeft(9);
            case "u" -> number.movePointLeft(6);
            case "m" -> number.movePointLeft(3);
            case "k" -> number.movePointRight(3);
            case "Ki" -> number.multiply(BigDecimal.valueOf(1L << 10));
            case "Mi" -> number.multiply(BigDecimal.valueOf(1L << 20));
            case "Gi" -> number.multiply(BigDecimal.valueOf(1L << 30));
            default -> throw new AssertionError("quantity: " + text);
        };
    }

    @Override
    public void close() throws IOException, GeneralSecurityException {
        admin.close();
        server.close();
        cluster.close();
    }
}
