package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.MetricsApi;
import io.kubemeter.apiserver.api.OpenApiPages;
import io.kubemeter.apiserver.auth.CallerTrustWatch;
import io.kubemeter.apiserver.auth.DelegatedAuthenticator;
import io.kubemeter.apiserver.auth.DelegatedAuthorizer;
import io.kubemeter.apiserver.auth.Impersonation;
import io.kubemeter.apiserver.auth.MeteredAuthenticator;
import io.kubemeter.apiserver.auth.MeteredAuthorizer;
import io.kubemeter.apiserver.cluster.ClusterConfig;
import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.ClusterWatch;
import io.kubemeter.apiserver.cluster.NodeRecord;
import io.kubemeter.apiserver.http.HttpsListener;
import io.kubemeter.apiserver.http.ListenerConfig;
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
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
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
 * cluster view, identity, scraping, listener; closed in the reverse order. It cannot be restarted.
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
    private volatile @Nullable HttpsListener listener;
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
        // The certificate first: it may have to be made, and a bad one should end the start at
        // once.
        Supplier<SslContext> tls = ServingTlsSource.open(config.serving(), background, clock);
        Kubes kubes = Kubes.open(config.kube(), environment);
        closing.first(kubes);
        ClusterWatch watch =
                ClusterWatch.start(
                        kubes.main(),
                        new ClusterConfig(config.nodeSelector()),
                        nanos,
                        RandomGenerator.getDefault());
        closing.first(watch);
        CallerTrustWatch trust =
                CallerTrustWatch.start(
                        kubes.authentication(),
                        config.authentication(),
                        RandomGenerator.getDefault());
        closing.first(trust);

        SampleStore store = new SampleStore(config.store());
        Telemetry telemetry =
                new Telemetry(
                        config.store().resolutionMillis(),
                        Arrays.stream(Reason.values()).map(Reason::label).toList());
        ScrapeRuntime runtime = ScrapeRuntime.system(loops(), nanos, clock);
        ServingRequests requests = new ServingRequests(kubes.main(), reviewThreads, nanos);
        ViewBindings bindings = new ViewBindings(watch.view(), requests::of);
        KubeletScraper scraper = scrape(bindings, access(kubes.main()), store, telemetry, runtime);
        ReasonsAtHand reasons =
                new ReasonsAtHand(watch.view(), store, scraper::state, scraper::refusedPods, nanos);
        NodeStandings standings = new NodeStandings(scraper::states, reasons);
        tellNodes(standings, watch.view(), kubes);
        ReadinessGate gate = new ReadinessGate(watch.view(), store, scraper::state, nanos);
        LoopPulse pulse =
                LoopPulse.start(runtime.loops(), background, config.kubelets().resolution(), nanos);
        FailingNodes failing = new FailingNodes(standings);
        Probes probes = Probes.of(watch, trust, gate, failing, pulse, shutdown);
        MetricsApi.Sources sources =
                new MetricsApi.Sources(watch.view(), store, reasons, telemetry.freshness());
        OpenApiPages schemas =
                new OpenApiPages(
                        () -> OpenApi.of(Version.text(), MetricsApi.VERSIONS),
                        reviewThreads,
                        clock);
        OwnMetrics metrics =
                new OwnMetrics(
                        telemetry,
                        new OwnMetrics.Points(store::nodesWithPair, store::containersWithPair),
                        new ListenerReadings(() -> listener).all(),
                        new NodeStateCollector(standings),
                        Version.text());
        Router router = new Router(probes, metrics, schemas, api(sources, probes));
        listen(tls, guarded(router, kubes, trust, telemetry.requests()));
    }

    private MetricsApi api(MetricsApi.Sources sources, Probes probes) {
        int port = config.serving().port();
        return MetricsApi.of(
                sources,
                clock,
                nanos,
                new MetricsApi.Self(port, Version.text(), Router.paths(probes)));
    }

    private RequestChain guarded(
            Router router, Kubes kubes, CallerTrustWatch trust, RequestTelemetry requests) {
        DelegatedAuthenticator authenticator =
                DelegatedAuthenticator.of(
                        trust,
                        reviews(kubes.authentication(), requests),
                        config.authentication(),
                        clock,
                        nanos,
                        reviewThreads);
        DelegatedAuthorizer authorizer =
                DelegatedAuthorizer.of(
                        reviews(kubes.authorization(), requests),
                        config.authorization(),
                        nanos,
                        reviewThreads);
        InFlight inFlight = new InFlight(config.serving().maxReads(), config.serving().maxWrites());
        background.scheduleAtFixedRate(
                () -> {
                    requests.reads().roll();
                    requests.others().roll();
                },
                1,
                1,
                TimeUnit.SECONDS);
        return new RequestChain(
                new RequestChain.Guards(
                        new MeteredAuthenticator(authenticator, requests, nanos),
                        new Impersonation(authorizer, requests.impersonations(), nanos),
                        new MeteredAuthorizer(authorizer, requests, nanos)),
                router,
                inFlight,
                new RequestMeter(requests, nanos),
                new Diagnostics(config.serving().diagnostics(), reviewThreads));
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

    private void listen(Supplier<SslContext> tls, RequestChain chain) throws IOException {
        Config.Serving serving = config.serving();
        InetSocketAddress address = new InetSocketAddress(serving.address(), serving.port());
        ListenerConfig listening =
                ListenerConfig.of(address, loops())
                        .streams(serving.streamsPerConnection())
                        .drain(serving.requestTimeout());
        HttpsListener opened;
        try {
            opened = HttpsListener.start(listening, tls, chain, clock);
        } catch (RuntimeException e) {
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
        listener = opened;
        closing.first(opened);
        closing.first(shutdown);
        LOG.atInfo()
                .addKeyValue("address", opened.address())
                .addKeyValue("sinceStartMillis", Version.millisSinceExec(clock))
                .log("Serving securely");
    }

    private KubeLocation location() throws KubeConfigException {
        Optional<Path> kubeconfig = config.kube().main();
        return KubeLocation.of(kubeconfig.orElse(null), environment);
    }

    private static int loops() {
        return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_LOOPS);
    }

    /** Where it listens, with the port that was free. */
    InetSocketAddress address() {
        HttpsListener open = listener;
        if (open == null) {
            throw new IllegalStateException("not listening (expected: started, not closed)");
        }
        return open.address();
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
