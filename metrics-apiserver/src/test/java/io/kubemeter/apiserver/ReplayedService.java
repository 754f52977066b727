package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.CapturedWorld;
import io.kubemeter.apiserver.api.MetricsApi;
import io.kubemeter.apiserver.api.OpenApiPages;
import io.kubemeter.apiserver.auth.CallerTrustWatch;
import io.kubemeter.apiserver.auth.DelegatedAuthenticator;
import io.kubemeter.apiserver.auth.DelegatedAuthorizer;
import io.kubemeter.apiserver.auth.Impersonation;
import io.kubemeter.apiserver.cluster.ClusterConfig;
import io.kubemeter.apiserver.cluster.ClusterWatch;
import io.kubemeter.apiserver.http.HttpsListener;
import io.kubemeter.apiserver.http.ListenerConfig;
import io.kubemeter.apiserver.http.ServingTls;
import io.kubemeter.apiserver.kube.Reviews;
import io.kubemeter.apiserver.openapi.OpenApi;
import io.kubemeter.apiserver.telemetry.OwnMetrics;
import io.kubemeter.kubelet.ScrapeRuntime;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.pki.Credential;
import io.kubemeter.simulator.world.WorldShape;
import io.kubemeter.telemetry.OutcomeCounts;
import io.kubemeter.telemetry.Telemetry;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * The service as it stood before metrics-server's clients when they were captured: the production
 * chain from TLS to the answer, in front of a simulated kube-apiserver, with the captured numbers
 * and a clock that a test sets.
 *
 * <p><b>Owner:</b> the test's thread; the clock is read by the listener's loops.
 */
final class ReplayedService implements AutoCloseable {
    /** The port that upstream's discovery names in the captures. */
    private static final int PORT_IN_DISCOVERY = 4443;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final SimulatedCluster cluster;
    private final Closing closing = new Closing();
    private volatile Instant now = Instant.EPOCH;
    private int port;

    private ReplayedService() {
        cluster =
                SimulatedCluster.open(
                        ClusterOptions.of(WorldShape.of(1, 1, 1, 1), InstantSource.system()));
        closing.first(cluster);
    }

    /** Serves these numbers. */
    static ReplayedService start(Path folder, MetricsApi.Sources sources) throws Exception {
        ReplayedService service = new ReplayedService();
        try {
            service.open(folder, sources);
            return service;
        } catch (Exception e) {
            service.close();
            throw e;
        }
    }

    private void open(Path folder, MetricsApi.Sources sources) throws Exception {
        List<String> flags = ServiceFixture.flags(cluster, folder);
        Config config =
                ConfigReader.read(Flags.parse(flags, Map.of()).values()).config().orElseThrow();
        Kubes kubes = Kubes.open(config.kube(), ServiceFixture.environment(cluster, folder));
        closing.first(kubes);
        ClusterWatch watch =
                ClusterWatch.start(
                        kubes.main(),
                        new ClusterConfig(""),
                        System::nanoTime,
                        RandomGenerator.getDefault());
        closing.first(watch);
        CallerTrustWatch trust =
                CallerTrustWatch.start(
                        kubes.authentication(),
                        config.authentication(),
                        RandomGenerator.getDefault());
        closing.first(trust);
        Router router = router(config, watch, trust, sources);
        listen(chain(config, kubes, trust, router));
        ServiceFixture.await(
                "nodes, pods and the callers' authorities are known",
                () -> watch.view().synced() && trust.loaded());
    }

    private Router router(
            Config config, ClusterWatch watch, CallerTrustWatch trust, MetricsApi.Sources sources) {
        ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
        ScrapeRuntime runtime = ScrapeRuntime.system(1, System::nanoTime, InstantSource.system());
        closing.first(() -> runtime.loops().shutdownGracefully().awaitUninterruptibly());
        closing.first(background::shutdownNow);
        Probes probes =
                Probes.of(
                        watch,
                        Probes.callers(trust),
                        new ReadinessGate(
                                sources.cluster(), sources.store(), node -> null, System::nanoTime),
                        List::of,
                        LoopPulse.start(
                                runtime.loops(),
                                background,
                                config.kubelets().resolution(),
                                System::nanoTime),
                        new Shutdown(Duration.ZERO));
        Telemetry telemetry =
                new Telemetry(
                        config.store().resolutionMillis(),
                        Arrays.stream(Reason.values()).map(Reason::label).toList());
        OwnPages own =
                OwnPages.of(
                        probes,
                        new OwnMetrics(
                                telemetry,
                                new OwnMetrics.Points(() -> 0, () -> 0),
                                List.of(),
                                new NodeStateCollector(List::of),
                                Version.text()),
                        task -> Thread.ofVirtual().start(task));
        MetricsApi api =
                MetricsApi.of(
                        sources,
                        () -> now,
                        () -> CapturedWorld.NOW_NANOS,
                        new MetricsApi.Self(PORT_IN_DISCOVERY, Version.text(), Router.paths(own)));
        OpenApiPages schemas =
                new OpenApiPages(
                        () -> OpenApi.of(Version.text(), MetricsApi.VERSIONS),
                        task -> Thread.ofVirtual().start(task),
                        () -> now);
        return new Router(own, schemas, api);
    }

    private static RequestChain chain(
            Config config, Kubes kubes, CallerTrustWatch trust, Router router) {
        Executor threads = task -> Thread.ofVirtual().start(task);
        DelegatedAuthorizer authorizer =
                DelegatedAuthorizer.of(
                        new Reviews(kubes.authorization(), PATIENCE),
                        config.authorization(),
                        System::nanoTime,
                        threads);
        return new RequestChain(
                new RequestChain.Guards(
                        DelegatedAuthenticator.of(
                                trust,
                                new Reviews(kubes.authentication(), PATIENCE),
                                config.authentication(),
                                InstantSource.system(),
                                System::nanoTime,
                                threads),
                        new Impersonation(authorizer, OutcomeCounts.of(), System::nanoTime),
                        authorizer),
                router,
                new InFlight(0, 0),
                new RequestMeter(new Telemetry(1, List.of()).requests(), System::nanoTime),
                new Diagnostics(false, threads));
    }

    private void listen(RequestChain chain) throws Exception {
        Credential serving = cluster.servingCredential();
        SslContext tls =
                ServingTls.context(
                        serving.key(),
                        serving.chain(),
                        List.of(cluster.pki().frontProxy().certificate()));
        HttpsListener listener =
                HttpsListener.start(
                        ListenerConfig.of(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1),
                        () -> tls,
                        chain,
                        () -> now);
        closing.first(listener);
        port = listener.address().getPort();
    }

    /** The time by which answers are dated from now on. */
    void at(Instant time) {
        now = time;
    }

    int port() {
        return port;
    }

    /** A token whose account may read everything. */
    String token() {
        cluster.api()
                .access()
                .grant(AccessRules.Rule.of("reader", List.of("*"), "metrics.k8s.io", List.of("*")));
        return cluster.pki()
                .tokens()
                .mint(
                        new Account("reader", "", List.of("system:authenticated")),
                        Duration.ofHours(1));
    }

    @Override
    public void close() {
        closing.close();
    }
}
