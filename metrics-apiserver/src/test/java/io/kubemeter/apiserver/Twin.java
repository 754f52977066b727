package io.kubemeter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubemeter.apiserver.api.Answer;
import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.api.MetricsApi;
import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.apiserver.cluster.PodRecord;
import io.kubemeter.apiserver.cluster.WorldView;
import io.kubemeter.kubelet.BearerToken;
import io.kubemeter.kubelet.KubeletAccess;
import io.kubemeter.kubelet.KubeletConfig;
import io.kubemeter.kubelet.KubeletScraper;
import io.kubemeter.kubelet.KubeletTls;
import io.kubemeter.kubelet.KubeletVerification;
import io.kubemeter.kubelet.Reloadable;
import io.kubemeter.kubelet.ScrapeRuntime;
import io.kubemeter.kubelet.StatsSummary;
import io.kubemeter.kubelet.pool.PoolRuntime;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.kubelet.Fault;
import io.kubemeter.simulator.kubelet.KubeletFleet;
import io.kubemeter.simulator.kubelet.KubeletTransport;
import io.kubemeter.simulator.kubelet.TokenAuthority;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.ChangeType;
import io.kubemeter.simulator.world.Refresh;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldListener;
import io.kubemeter.simulator.world.WorldShape;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import io.kubemeter.telemetry.Telemetry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One of two equal clusters, with the service in it: kubelets, TLS, scraper, store, view and API
 * are the real ones, but they are joined in memory and live by the loop's clock. Only
 * kube-apiserver is left out; the world itself tells the view.
 *
 * <p><b>Owner:</b> the test's thread.
 */
final class Twin implements AutoCloseable {
    static final long PERIOD_MILLIS = 15_000;

    /** Samples come less often than scrapes, so that which of them are seen hangs on no phase. */
    static final Refresh REFRESH = new Refresh(20_000, 24_000, 28_000);

    private static final long EPOCH_MILLIS = 1_795_232_350_000L;
    private static final int MAX_SCRAPE_BYTES = 4 << 20;
    private static final String API = "/apis/metrics.k8s.io/v1/";
    private static final ClusterPki PKI =
            ClusterPki.create(InstantSource.fixed(Instant.ofEpochMilli(EPOCH_MILLIS)));
    private static final KubeletAccess ACCESS =
            new KubeletAccess(
                    Reloadable.of(BearerToken.parse("good")),
                    Reloadable.of(KubeletTls.trusting(List.of(PKI.cluster().certificate()))));
    private static final ObjectMapper JSON = new ObjectMapper();

    final VirtualLoop loop = VirtualLoop.create();
    final World world;
    final KubeletFleet fleet;
    final ClusterView view;
    final SampleStore store = new SampleStore(StoreRules.of(PERIOD_MILLIS));
    final KubeletScraper scraper;
    final ReasonsAtHand reasons;

    /** Whether summaries are read where there is nothing else. */
    final boolean fallBack;

    /** Nodes that something was done to. */
    final Set<String> touched = new HashSet<>();

    /** Whether something was done to all of them at once. */
    boolean allTouched;

    /** Nodes that tell lies which could be true: what they say is not judged. */
    final Set<String> lying = new HashSet<>();

    /** Nodes whose clock is off when ours is, too: their times may have been believed. */
    final Set<String> misdated = new HashSet<>();

    /** Nodes whose kubelet could not prove itself and saw a credential all the same. */
    final List<String> betrayed = new ArrayList<>();

    /** Whatever was dialled. */
    final Set<String> dialled = new HashSet<>();

    final Map<String, List<SimulatedNode>> everyNode = new HashMap<>();
    final Map<String, List<SimulatedPod>> everyPod = new HashMap<>();

    private final MetricsApi api;
    private final AtomicLong jumpMillis = new AtomicLong();
    private long standsUntilMillis;

    /**
     * @param port where its kubelets listen: in memory, too, no two may share one
     * @param watchMillis how long a watch takes to bring a change
     */
    Twin(WorldShape shape, int port, long watchMillis) {
        WorldShape own =
                new WorldShape(
                        shape.nodes(),
                        shape.podsPerNode(),
                        shape.containersPerPod(),
                        shape.seed(),
                        REFRESH,
                        port);
        fallBack = (shape.seed() & 1) == 0;
        world = World.of(own, () -> Instant.ofEpochMilli(nowMillis()));
        world.listen(new Memory());
        world.nodes().forEach(this::remember);
        world.pods().forEach(this::remember);
        fleet = KubeletFleet.startOn(world, PKI, new Doorman(), KubeletTransport.inMemory(loop));
        view =
                WorldView.follow(
                        world,
                        change -> {
                            var _ = loop.schedule(change, watchMillis, TimeUnit.MILLISECONDS);
                        });
        scraper =
                KubeletScraper.start(
                        config(),
                        ACCESS,
                        store,
                        new Telemetry(
                                PERIOD_MILLIS,
                                Arrays.stream(Reason.values()).map(Reason::label).toList()),
                        new ViewBindings(view, _ -> CompletableFuture.completedStage(null)),
                        new ScrapeRuntime(loop, false, memory()));
        reasons =
                new ReasonsAtHand(
                        view, List::of, store, scraper::state, scraper::refusedPods, loop::nanos);
        api =
                MetricsApi.of(
                        new MetricsApi.Sources(view, store, reasons),
                        wallClock(),
                        loop::nanos,
                        new MetricsApi.Self(4443, "v0.0.0", List.of()));
        loop.runFor(Duration.ZERO);
        view.listen(new TargetFeed(scraper, new NodeTargets(List.of("InternalIP"), port, true)));
    }

    /** True time: that of kubelets and of the test. */
    long nowMillis() {
        return EPOCH_MILLIS + loop.elapsedMillis();
    }

    /** The service's wall clock is wrong by so much from now on. */
    void jump(long byMillis) {
        jumpMillis.set(byMillis);
    }

    /** The process stands still for so long from now on. */
    void standStill(long forMillis) {
        standsUntilMillis = loop.elapsedMillis() + forMillis;
    }

    boolean standsStill() {
        return loop.elapsedMillis() < standsUntilMillis;
    }

    /** Lets time pass up to here. */
    void goOn(long untilMillis) {
        long still = Math.min(untilMillis, standsUntilMillis) - loop.elapsedMillis();
        if (still > 0) {
            loop.standStill(Duration.ofMillis(still));
        }
        if (!standsStill()) {
            loop.runFor(Duration.ofMillis(untilMillis - loop.elapsedMillis()));
        }
    }

    /** From now on no kubelet measures anything anew. */
    void freeze() {
        long then = nowMillis();
        for (SimulatedNode node : world.nodes()) {
            var _ = fleet.inject(node.name(), new Fault.Answers(it -> it.asOf(then).honest()));
        }
    }

    /** What the API serves now, node by node and pod by pod, but for the time of the request. */
    Map<String, JsonNode> served() {
        Map<String, JsonNode> served = new TreeMap<>();
        for (String resource : List.of("nodes", "pods")) {
            for (JsonNode item : tree(get(API + resource)).path("items")) {
                ((ObjectNode) item.path("metadata")).remove("creationTimestamp");
                served.put(key(item), item);
            }
        }
        return served;
    }

    /** The node that a served item is about, or the one that its pod is bound to. */
    @Nullable String nodeOf(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            return key;
        }
        PodRecord pod = view.pod(key.substring(0, slash), key.substring(slash + 1));
        return pod == null ? null : pod.nodeName();
    }

    String get(String path) {
        Answer answer = api.answer(ApiRequest.parse("GET", path, null, _ -> null));
        ByteBuf body = Unpooled.buffer();
        boolean more;
        do {
            more = answer.body().fill(body);
        } while (more);
        answer.body().close();
        return body.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        scraper.close();
        fleet.close();
        loop.runFor(Duration.ofSeconds(5));
    }

    private InstantSource wallClock() {
        return loop.clock(EPOCH_MILLIS, jumpMillis::get);
    }

    private static String key(JsonNode item) {
        String namespace = item.at("/metadata/namespace").asText();
        String name = item.at("/metadata/name").asText();
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private PoolRuntime memory() {
        return new PoolRuntime(
                LocalChannel::new,
                this::dial,
                name -> List.of(InetAddress.getLoopbackAddress()),
                Runnable::run,
                OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK,
                loop::nanos,
                wallClock());
    }

    private SocketAddress dial(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        dialled.add(host);
        return new LocalAddress(host + ":" + address.getPort());
    }

    private KubeletConfig config() {
        return new KubeletConfig(
                Duration.ofMillis(PERIOD_MILLIS),
                Duration.ofSeconds(10),
                KubeletVerification.NODE,
                fallBack ? StatsSummary.AUTO : StatsSummary.OFF,
                MAX_SCRAPE_BYTES,
                true,
                Set.of(),
                Duration.ofMinutes(5),
                "kubemeter/test");
    }

    private void remember(SimulatedNode node) {
        everyNode.computeIfAbsent(node.name(), _ -> new ArrayList<>()).add(node);
    }

    private void remember(SimulatedPod pod) {
        String key = pod.namespace() + "/" + pod.name();
        everyPod.computeIfAbsent(key, _ -> new ArrayList<>()).add(pod);
    }

    /** Keeps every state that the world ever had: what is served may still be of an older one. */
    private final class Memory implements WorldListener {
        @Override
        public void nodeChanged(ChangeType type, SimulatedNode node) {
            remember(node);
        }

        @Override
        public void podChanged(ChangeType type, SimulatedPod pod) {
            remember(pod);
        }
    }

    /** Lets everybody in, and knows who has seen a credential. */
    private final class Doorman implements TokenAuthority {
        @Override
        public @Nullable Account authenticate(String token) {
            return token.equals("good")
                    ? Account.serviceAccount("kube-system", "metrics-server", "u-1")
                    : null;
        }

        @Override
        public boolean authorize(Account account, String verb, String node, String subresource) {
            boolean unproven =
                    switch (fleet.kubelet(node).fault()) {
                        case Fault.Shows _, Fault.Alerted _, Fault.Plain _, Fault.Silent _ -> true;
                        case null, default -> false;
                    };
            if (unproven) {
                betrayed.add(node);
            }
            return true;
        }
    }
}
