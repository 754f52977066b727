package io.kubemeter.apiserver;

import io.kubemeter.apiserver.Ports.Port;
import io.kubemeter.apiserver.api.MetricsApi;
import io.kubemeter.apiserver.api.OpenApiPages;
import io.kubemeter.apiserver.auth.AggregatorOnly;
import io.kubemeter.apiserver.auth.Authenticator;
import io.kubemeter.apiserver.auth.CallerTrustWatch;
import io.kubemeter.apiserver.auth.DelegatedAuthenticator;
import io.kubemeter.apiserver.auth.DelegatedAuthorizer;
import io.kubemeter.apiserver.cluster.ClusterConfig;
import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.ClusterWatch;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.apiserver.health.HealthCheck;
import io.kubemeter.apiserver.kube.Events;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.KubeConfigException;
import io.kubemeter.apiserver.kube.KubeLocation;
import io.kubemeter.apiserver.kube.Reviews;
import io.kubemeter.apiserver.openapi.OpenApi;
import io.kubemeter.apiserver.telemetry.OwnMetrics;
import io.kubemeter.kubelet.KubeletAccess;
import io.kubemeter.kubelet.KubeletScraper;
import io.kubemeter.kubelet.ScrapeRuntime;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.Reason;
import io.kubemeter.store.SampleStore;
import io.kubemeter.telemetry.RequestTelemetry;
import io.kubemeter.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running service: everything is made and joined here and nowhere else. Started in the order
 * identity, cluster view, scraping, ports; closed in the reverse order. It cannot be restarted.
 *
 * <p><b>Owner:</b> whoever started it closes it, from any thread.
 */
final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
    private static final Duration REVIEW_PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_LOOPS = 4;

    private final Closing closing = new Closing();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Config config;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Shutdown shutdown;
    private volatile @Nullable Ports ports;
    private final ScheduledExecutorService background =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("background").factory());
    private final Executor reviewThreads = task -> Thread.ofVirtual().name("review").start(task);

    private MetricsServer(
            Config config,
            Map<String, String> environment,
            InstantSource clock,
            LongSupplier nanos) {
        this.config = config;
        this.environment = environment;
        this.clock = clock;
        this.nanos = nanos;
        this.shutdown = new Shutdown(config.serving().shutdownDelay());
    }

    /**
     * Starts to serve; does not wait for kube-apiserver or kubelets.
     *
     * @param nanos monotonic time
     * @throws KubeConfigException when there is no way to kube-apiserver
     * @throws IOException when a file cannot be read or the port cannot be had
     * @throws GeneralSecurityException when a file is no certificate or key
     */
    static MetricsServer start(
            Config config, Map<String, String> environment, InstantSource clock, LongSupplier nanos)
            throws KubeConfigException, IOException, GeneralSecurityException {
        MetricsServer server = new MetricsServer(config, environment, clock, nanos);
        try {
            server.open();
            return server;
        } catch (KubeConfigException
                | IOException
                | GeneralSecurityException
                | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void open() throws KubeConfigException, IOException, GeneralSecurityException {
        closing.last(background::shutdownNow);
        Kubes kubes = Kubes.open(config.kube(), environment);
        closing.first(kubes);
        CallerTrustWatch trust =
                CallerTrustWatch.start(
                        kubes.authentication(),
                        config.authentication(),
                        RandomGenerator.getDefault());
        closing.first(trust);
        // Before anything that costs: the serving certificate may have to be made, and a bad one
        // should end the start at once.
        Ports opened = Ports.prepare(config.serving(), trust, background, clock);
        ports = opened;
        ClusterWatch watch =
                ClusterWatch.start(
                        kubes.main(),
                        new ClusterConfig(config.nodeSelector()),
                        nanos,
                        RandomGenerator.getDefault());
        closing.first(watch);

        SampleStore store = new SampleStore(config.store());
        Telemetry telemetry =
                new Telemetry(
                        config.store().resolutionMillis(),
                        Arrays.stream(Reason.values()).map(Reason::label).toList());
        ScrapeRuntime runtime = ScrapeRuntime.system(loops(), nanos, clock);
        ServingRequests requests = new ServingRequests(kubes.main(), reviewThreads, nanos);
        ViewBindings bindings = new ViewBindings(watch.view(), requests::of);
        KubeletScraper scraper = scrape(bindings, access(kubes.main()), store, telemetry, runtime);
        ReasonsAtHand reasons = ReasonsAtHand.of(watch, store, scraper, nanos);
        NodeStandings standings = new NodeStandings(scraper::states, reasons);
        tellNodes(standings, watch.view(), kubes);
        ReadinessGate gate = new ReadinessGate(watch.view(), store, scraper::state, nanos);
        LoopPulse pulse =
                LoopPulse.start(runtime.loops(), background, config.kubelets().resolution(), nanos);
        FailingNodes failing = new FailingNodes(standings);
        Probes probes = Probes.of(watch, callers(opened, trust), gate, failing, pulse, shutdown);
        OwnMetrics metrics =
                new OwnMetrics(
                        telemetry,
                        new OwnMetrics.Points(store::nodesWithPair, store::containersWithPair),
                        new ListenerReadings(() -> opened.listener(Port.CALLERS)).all(),
                        new NodeStateCollector(standings),
                        Version.text());
        MetricsApi.Sources sources =
                new MetricsApi.Sources(watch.view(), store, reasons, telemetry.freshness());
        Supplier<Authenticator> delegated = () -> delegated(kubes, trust, telemetry.requests());
        serve(
                opened,
                sources,
                new Own(probes, metrics),
                chains(kubes, telemetry.requests()),
                delegated);
        closing.first(shutdown);
    }

    private static HealthCheck callers(Ports ports, CallerTrustWatch trust) {
        return ports.aggregator()
                .map(door -> Probes.callers(trust, door))
                .orElseGet(() -> Probes.callers(trust));
    }

    /** What we tell of ourselves. */
    private record Own(Probes probes, OwnMetrics metrics) {}

    private void serve(
            Ports opened,
            MetricsApi.Sources sources,
            Own own,
            RequestChains chains,
            Supplier<Authenticator> delegated)
            throws IOException {
        Diagnostics diagnostics = new Diagnostics(config.serving().diagnostics(), reviewThreads);
        Optional<AggregatorOnly> aggregator = opened.aggregator();
        if (aggregator.isEmpty()) {
            Router router = router(sources, OwnPages.of(own.probes, own.metrics, reviewThreads));
            opened.open(Port.CALLERS, chains.of(delegated.get(), router, diagnostics), closing);
            return;
        }
        // Closed in the reverse order: probes are answered until the last.
        ProbeDoor probes = new ProbeDoor(OwnPages.of(own.probes), chains.meter());
        opened.open(Port.PROBES, probes, closing);
        OwnPages metrics = OwnPages.of(own.metrics, reviewThreads);
        opened.open(Port.METRICS, chains.of(opened.users(), metrics, diagnostics), closing);
        Router router = router(sources, OwnPages.none());
        Diagnostics elsewhere = new Diagnostics(false, reviewThreads);
        opened.open(Port.CALLERS, chains.of(aggregator.get(), router, elsewhere), closing);
    }

    private Authenticator delegated(
            Kubes kubes, CallerTrustWatch trust, RequestTelemetry requests) {
        return DelegatedAuthenticator.of(
                        trust,
                        reviews(kubes.authentication(), requests),
                        config.authentication(),
                        clock,
                        nanos,
                        reviewThreads)
                .counting(requests.tokenCache());
    }

    private Router router(MetricsApi.Sources sources, OwnPages own) {
        OpenApiPages schemas =
                new OpenApiPages(
                        () -> OpenApi.of(Version.text(), MetricsApi.VERSIONS),
                        reviewThreads,
                        clock);
        int port = config.serving().port();
        MetricsApi.Self self = new MetricsApi.Self(port, Version.text(), Router.paths(own));
        return new Router(own, schemas, MetricsApi.of(sources, clock, nanos, self));
    }

    private RequestChains chains(Kubes kubes, RequestTelemetry requests) {
        DelegatedAuthorizer authorizer =
                DelegatedAuthorizer.of(
                        reviews(kubes.authorization(), requests),
                        config.authorization(),
                        nanos,
                        reviewThreads);
        background.scheduleAtFixedRate(
                () -> {
                    requests.reads().roll();
                    requests.others().roll();
                },
                1,
                1,
                TimeUnit.SECONDS);
        InFlight inFlight = new InFlight(config.serving().maxReads(), config.serving().maxWrites());
        return new RequestChains(authorizer, inFlight, requests, nanos);
    }

    private Reviews reviews(KubeApi api, RequestTelemetry requests) {
        return new Reviews(
                api, REVIEW_PATIENCE, requests.tokenReviews(), requests.accessReviews(), nanos);
    }

    private KubeletAccess access(KubeApi kube)
            throws KubeConfigException, IOException, GeneralSecurityException {
        KubeletAccess mounted = KubeletDoor.open(config.kubeletFiles(), location(), background);
        Optional<String> account = config.kubeletFiles().tokenAccount();
        return account.isEmpty()
                ? mounted
                : new KubeletAccess(
                        RequestedToken.start(kube, account.get(), reviewThreads, nanos),
                        mounted.tls());
    }

    private KubeletScraper scrape(
            ViewBindings bindings,
            KubeletAccess access,
            SampleStore store,
            Telemetry telemetry,
            ScrapeRuntime runtime)
            throws KubeConfigException {
        KubeletScraper scraper =
                KubeletScraper.start(
                        config.kubelets().refusing(location().ownAddresses()),
                        access,
                        store,
                        telemetry,
                        bindings,
                        runtime);
        closing.first(scraper);
        TargetFeed.start(bindings.view(), new TargetFeed(scraper, config.targets()), background);
        return scraper;
    }

    /** People who look at a Node find there why it cannot be scraped. */
    private void tellNodes(NodeStandings standings, ClusterView view, Kubes kubes) {
        Function<NodeName, @Nullable String> uids =
                node -> {
                    NodeRecord record = view.node(node.value());
                    return record == null ? null : record.uid();
                };
        String instance = environment.getOrDefault("HOSTNAME", "kubemeter");
        Events events = new Events(kubes.main(), instance);
        new NodeEvents(standings, uids, events::post, clock, nanos)
                .start(background, config.kubelets().resolution());
    }

    private KubeLocation location() throws KubeConfigException {
        Optional<Path> kubeconfig = config.kube().main();
        return KubeLocation.of(kubeconfig.orElse(null), environment);
    }

    /** How many event loops serve, and how many scrape. */
    static int loops() {
        return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_LOOPS);
    }

    /** Where it listens for callers, with the port that was free. */
    InetSocketAddress address() {
        return address(Port.CALLERS);
    }

    /** Where it listens, with the port that was free. */
    InetSocketAddress address(Port port) {
        return Objects.requireNonNull(ports, "not started").address(port);
    }

    /** Blocks until {@link #close} has done its work. */
    void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops in the reverse order of the start, each part within its own bound. */
    @Override
    public void close() {
        if (closing.close()) {
            LOG.info("Stopped");
            closed.countDown();
        }
    }
}
