package io.kubemeter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.pki.Account;
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
import java.util.function.LongSupplier;

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
        return in(cluster(shape), folder, moreFlags);
    }

    /** Starts the service in a cluster that something was done to already, and owns it. */
    static ServiceFixture in(SimulatedCluster cluster, Path folder, String... moreFlags)
            throws Exception {
        return in(cluster, folder, System::nanoTime, moreFlags);
    }

    /** The same by another monotonic clock. */
    static ServiceFixture in(
            SimulatedCluster cluster, Path folder, LongSupplier nanos, String... moreFlags)
            throws Exception {
        try {
            MetricsServer server = serve(cluster, folder, nanos, moreFlags);
            cluster.aggregate(server.address().getPort());
            return new ServiceFixture(cluster, server);
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    /** Kubelets on a free port: another cluster may be running on this machine. */
    static SimulatedCluster cluster(WorldShape shape) throws IOException {
        WorldShape onAnyPort =
                new WorldShape(
                        shape.nodes(),
                        shape.podsPerNode(),
                        shape.containersPerPod(),
                        shape.seed(),
                        shape.refresh(),
                        0);
        return SimulatedCluster.start(onAnyPort, InstantSource.system());
    }

    static MetricsServer serve(
            SimulatedCluster cluster, Path folder, LongSupplier nanos, String... moreFlags)
            throws Exception {
        Flags.Parsed parsed = Flags.parse(flags(cluster, folder, moreFlags), Map.of());
        return MetricsServer.start(
                ConfigReader.read(parsed.values()).config().orElseThrow(),
                environment(cluster, folder),
                InstantSource.system(),
                nanos);
    }

    /** An argument list as in a manifest; its files are written. */
    static List<String> flags(SimulatedCluster cluster, Path folder, String... moreFlags)
            throws IOException {
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
        return flags;
    }

    /** What a pod finds in its environment; its ServiceAccount's folder is written. */
    static Map<String, String> environment(SimulatedCluster cluster, Path folder)
            throws IOException {
        Path account = folder.resolve("serviceaccount");
        cluster.writeServiceAccount(account);
        return Map.of(
                "KUBEMETER_SERVICEACCOUNT_DIR",
                account.toString(),
                "KUBERNETES_SERVICE_HOST",
                "127.0.0.1",
                "KUBERNETES_SERVICE_PORT",
                Integer.toString(cluster.address().getPort()));
    }

    private static Path write(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Reads through the aggregator, as the administrator. */
    JsonNode get(String path) throws IOException {
        return json.readTree(admin.get(path).text());
    }

    /** A caller who does not come through the aggregator. */
    DirectCaller direct() {
        return DirectCaller.of(server.address().getPort(), cluster.pki().cluster().certificate());
    }

    /** A valid token of a user who has these rights and no others of his own. */
    String token(String user, AccessRules.Rule... rights) {
        List.of(rights).forEach(cluster.api().access()::grant);
        Account account = new Account(user, "", List.of("system:authenticated"));
        return cluster.pki().tokens().mint(account, Duration.ofHours(1));
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

    JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    /** Waits until an administrator behind the aggregator gets an answer from this path. */
    void awaitKnownCallers(String path) {
        await("who may call is known", () -> admin.get(path).status() == 200);
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
