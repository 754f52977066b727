package io.kubemeter.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kubemeter.simulator.aggregator.Aggregator;
import io.kubemeter.simulator.http.EventLoops;
import io.kubemeter.simulator.http.HttpsServer;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.kube.ApiService;
import io.kubemeter.simulator.kube.ClusterObjects;
import io.kubemeter.simulator.kube.KubeApi;
import io.kubemeter.simulator.kubelet.KubeletFleet;
import io.kubemeter.simulator.kubelet.KubeletTransport;
import io.kubemeter.simulator.kubelet.TokenAuthority;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.pki.CertificateOrder;
import io.kubemeter.simulator.pki.CertificateOrder.Purpose;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole simulated cluster on loopback, over real TLS: a world, its kubelets, a kube-apiserver and
 * its aggregator. Only the metrics server is missing: whatever listens at the address given to
 * {@link #aggregate} is asked for metrics.k8s.io.
 *
 * <p><b>Owner:</b> whoever started it; it may be used from any thread.
 */
public final class SimulatedCluster implements AutoCloseable {
    /** The service behind metrics.k8s.io; its certificate must carry {@link #SERVER_NAME}. */
    public static final ApiService.Service SERVICE =
            new ApiService.Service("kube-system", "metrics-server", 443);

    /** The name that the aggregator expects in the metrics server's certificate. */
    public static final String SERVER_NAME = SERVICE.serverName();

    private static final String GROUP = "metrics.k8s.io";
    private static final Duration TOKEN_LIFE = Duration.ofDays(30);
    private static final int MOST_REMEMBERED = 1_000;

    private final World world;
    private final ClusterPki pki;
    private final Account metricsServer;
    private final EventLoopGroup loops;
    private final KubeApi api;
    private final Aggregator aggregator;
    private final HttpsServer server;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private @Nullable KubeletFleet kubelets;

    private SimulatedCluster(ClusterOptions options, Supplier<ClusterPki> coming) {
        this.loops = EventLoops.start("simulator", options.loops());
        this.world = World.of(options.shape(), options.clock());
        this.pki = coming.get();
        this.metricsServer =
                Account.serviceAccount(
                        "kube-system",
                        "metrics-server",
                        UUID.nameUUIDFromBytes("metrics-server".getBytes(US_ASCII)).toString());
        this.api = KubeApi.of(world, pki, AccessRules.standard());
        this.aggregator =
                Aggregator.start(api.objects(), pki, loops, options.clock(), options.probes());
        for (String version : options.metricsVersions()) {
            api.objects()
                    .register(
                            GROUP,
                            version,
                            SERVICE,
                            new ApiService.Trust(pki.cluster().pem(), false));
        }
        api.extend(aggregator);
        this.server = HttpsServer.start(loops, options.port(), new ApiserverTls(pki), api);
    }

    /** Starts everything and waits until it can be called. */
    public static SimulatedCluster start(WorldShape shape, InstantSource clock) throws IOException {
        return start(ClusterOptions.of(shape, clock));
    }

    public static SimulatedCluster start(ClusterOptions options) throws IOException {
        SimulatedCluster cluster = open(options);
        try {
            cluster.startKubelets();
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts all but the kubelets: for those who want to start something else meanwhile. */
    public static SimulatedCluster open(ClusterOptions options) {
        return open(options, () -> ClusterPki.create(options.clock()));
    }

    /** The same with authorities that somebody else makes, perhaps at this moment. */
    public static SimulatedCluster open(ClusterOptions options, Supplier<ClusterPki> pki) {
        return new SimulatedCluster(options, pki);
    }

    /** Starts the kubelets and waits until they can be called. */
    public synchronized void startKubelets() throws IOException {
        kubelets = KubeletFleet.start(world, pki, new Delegated(), KubeletTransport.sockets(loops));
    }

    /** What kubelets ask of the API server. */
    private final class Delegated implements TokenAuthority {
        @Override
        public @Nullable Account authenticate(String token) {
            if (shown.size() < MOST_REMEMBERED) {
                shown.add(token);
            }
            return pki.tokens().account(token);
        }

        @Override
        public boolean authorize(Account account, String verb, String node, String subresource) {
            return api.access()
                    .allows(
                            account,
                            new AccessRules.Question(
                                    verb, "", "nodes/" + subresource, "", node, ""));
        }
    }

    public World world() {
        return world;
    }

    public ClusterPki pki() {
        return pki;
    }

    public KubeApi api() {
        return api;
    }

    public ClusterObjects objects() {
        return api.objects();
    }

    public Aggregator aggregator() {
        return aggregator;
    }

    /** Throws before {@link #startKubelets}. */
    public synchronized KubeletFleet kubelets() {
        KubeletFleet fleet = kubelets;
        if (fleet == null) {
            throw new IllegalStateException("kubelets: not started");
        }
        return fleet;
    }

    public EventLoopGroup loops() {
        return loops;
    }

    /** The tokens, good or bad, that kubelets were shown, up to a bound. */
    public Set<String> tokensShownToKubelets() {
        return Collections.unmodifiableSet(shown);
    }

    /** Where the API server listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port());
    }

    public String url() {
        return "https://127.0.0.1:" + server.port();
    }

    /** What pods find as ca.crt. */
    public String kubeRootCa() {
        return pki.cluster().pem();
    }

    /** A kubeconfig for the administrator. */
    public String adminKubeconfig() {
        return Kubeconfig.certified(url(), kubeRootCa(), "admin", pki.admin());
    }

    /** A kubeconfig for a user with a client certificate and these groups. */
    public String kubeconfig(String user, List<String> groups) {
        return Kubeconfig.certified(url(), kubeRootCa(), user, pki.client(user, groups));
    }

    /** A kubeconfig for metrics-server's account, which has metrics-server's rights. */
    public String metricsServerKubeconfig() {
        return Kubeconfig.bearing(url(), kubeRootCa(), "metrics-server", metricsServerToken());
    }

    /** A new token of metrics-server's account. */
    public String metricsServerToken() {
        return pki.tokens().mint(metricsServer, TOKEN_LIFE);
    }

    /** Writes ca.crt, token and namespace, as a pod finds them in its ServiceAccount's folder. */
    public void writeServiceAccount(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ca.crt"), kubeRootCa());
        Files.writeString(folder.resolve("token"), metricsServerToken());
        Files.writeString(folder.resolve("namespace"), SERVICE.namespace());
    }

    /** A certificate that the aggregator believes as it stands: for {@link #SERVER_NAME}. */
    public Credential servingCredential() {
        return pki.cluster()
                .issueWithFreshKey(
                        new CertificateOrder(
                                "metrics-server",
                                List.of(),
                                List.of(SERVER_NAME, "localhost"),
                                List.of("127.0.0.1"),
                                Purpose.SERVER,
                                pki.cluster().validity()));
    }

    /** Sends metrics.k8s.io to a port on loopback, trusting the cluster's own authority. */
    public void aggregate(int port) {
        aggregate(port, new ApiService.Trust(kubeRootCa(), false));
    }

    /** Sends metrics.k8s.io to a port on loopback, trusting as told. */
    public void aggregate(int port, ApiService.Trust trust) {
        for (ApiService extension : objects().extensions()) {
            objects().trust(extension.name(), trust);
        }
        aggregator.endpoint(
                SERVICE, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    /** The metrics server is gone: its service has no endpoint. */
    public void stopAggregating() {
        aggregator.endpoint(SERVICE, null);
    }

    /** A client for the administrator; the caller closes it. */
    public ClusterClient adminClient() {
        return ClusterClient.of(loops.next(), address(), kubeRootCa(), pki.admin());
    }

    /** A client for any user with a certificate, or for nobody. */
    public ClusterClient client(@Nullable Credential credential) {
        return ClusterClient.of(loops.next(), address(), kubeRootCa(), credential);
    }

    /** Cuts all connections to the API server, watches among them. */
    public void cutConnections() {
        server.cutConnections();
    }

    @Override
    public synchronized void close() {
        aggregator.close();
        server.close();
        KubeletFleet fleet = kubelets;
        if (fleet != null) {
            fleet.close();
        }
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
