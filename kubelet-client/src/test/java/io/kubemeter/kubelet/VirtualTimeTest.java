package io.kubemeter.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.kubelet.pool.PoolRuntime;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.kubelet.Fault;
import io.kubemeter.simulator.kubelet.KubeletFleet;
import io.kubemeter.simulator.kubelet.KubeletTransport;
import io.kubemeter.simulator.kubelet.TokenAuthority;
import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import io.kubemeter.telemetry.Counter;
import io.kubemeter.telemetry.Telemetry;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same scraper in memory, on a loop whose clock the test advances: minutes take moments. */
class VirtualTimeTest {
    private static final int NODES = 5;
    private static final int PERIOD_SECONDS = 15;
    private static final long STEP_MILLIS = 25;
    private static final long EPOCH_MILLIS = 1_795_232_350_000L;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final long startNanos = ticker.nanoTime();
    private final InstantSource clock =
            () -> Instant.ofEpochMilli(EPOCH_MILLIS).plusNanos(ticker.nanoTime() - startNanos);
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(
                    null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    private final World world = World.of(WorldShape.of(NODES, 4, 2, 7), clock);
    private final ClusterPki pki = ClusterPki.create(clock);
    private final KubeletFleet fleet =
            KubeletFleet.startOn(world, pki, new Anyone(), KubeletTransport.inMemory(loop));
    private final SampleStore store = new SampleStore(StoreRules.of(PERIOD_SECONDS * 1000));
    private final Telemetry telemetry =
            new Telemetry(
                    PERIOD_SECONDS * 1000,
                    Arrays.stream(Reason.values()).map(Reason::label).toList());
    private final KubeletScraper scraper =
            KubeletScraper.start(
                    config(),
                    new KubeletAccess(
                            Reloadable.of(BearerToken.parse("good")),
                            Reloadable.of(
                                    KubeletTls.trusting(List.of(pki.cluster().certificate())))),
                    store,
                    telemetry,
                    PodBindings.ALL,
                    new ScrapeRuntime(loop, false, memory()));
    private final List<NodeScrapeState> reports = new ArrayList<>();

    @AfterEach
    void close() {
        scraper.close();
        fleet.close();
        run(Duration.ofSeconds(5));
    }

    @Test
    void everyNodeIsScrapedAtOnceAndThenOncePerPeriod() {
        startAll();
        run(Duration.ofSeconds(1));
        assertThat(store.nodes()).hasSize(NODES);
        assertThat(reports).hasSizeGreaterThanOrEqualTo(NODES);

        run(Duration.ofSeconds(90));
        assertThat(store.nodesWithPair()).isEqualTo(NODES);
        int before = reports.size();
        run(Duration.ofSeconds(10 * PERIOD_SECONDS));
        assertThat(reports.size() - before).isBetween(10 * NODES, 12 * NODES);
        assertThat(reports).allMatch(state -> state.last() instanceof Scraped);
        assertThat(telemetry.value(Counter.CONNECTIONS_OPENED)).isEqualTo(NODES);
    }

    @Test
    void aHungKubeletDelaysNobodyAndFailsWithinItsTime() {
        startAll();
        run(Duration.ofSeconds(60));
        SimulatedNode victim = world.nodes().iterator().next();
        var hung = fleet.inject(victim.name(), new Fault.Answers(exchange -> {}));
        run(Duration.ofSeconds(1));
        assertThat(hung).isDone();
        int before = reports.size();
        run(Duration.ofSeconds(4 * PERIOD_SECONDS));

        NodeScrapeState state = state(victim);
        assertThat(state.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(state.everScraped()).isTrue();
        List<NodeScrapeState> others =
                reports.subList(before, reports.size()).stream()
                        .filter(each -> !each.node().value().equals(victim.name()))
                        .toList();
        assertThat(others).hasSizeGreaterThanOrEqualTo(4 * (NODES - 1));
        assertThat(others).allMatch(each -> each.last() instanceof Scraped);

        var healed = fleet.heal(victim.name());
        run(Duration.ofSeconds(2 * PERIOD_SECONDS));
        assertThat(healed).isDone();
        assertThat(state(victim).last()).isInstanceOf(Scraped.class);
    }

    @Test
    void triesOfARefusedNodeNeverLieAPeriodAndAQuarterApart() {
        startAll();
        run(Duration.ofSeconds(30));
        SimulatedNode victim = world.nodes().iterator().next();
        var refused = fleet.inject(victim.name(), new Fault.Refused());
        long last = ticker.nanoTime();
        long widest = 0;
        int tries = 0;
        for (int i = 0; i < 4 * 120; i++) {
            int before = reports.size();
            run(Duration.ofMillis(250));
            for (NodeScrapeState state : reports.subList(before, reports.size())) {
                if (state.node().value().equals(victim.name())) {
                    widest = Math.max(widest, state.lastFinishedNanos() - last);
                    last = state.lastFinishedNanos();
                    tries++;
                }
            }
        }
        assertThat(refused).isDone();
        assertThat(state(victim).reason()).isEqualTo(Reason.CONNECT_REFUSED);
        assertThat(widest).isLessThan(TimeUnit.SECONDS.toNanos(PERIOD_SECONDS) * 5 / 4);
        assertThat(tries).isBetween(7, 16);
    }

    @Test
    void aKubeletThatAsksForPeaceIsAskedOncePerPeriod() {
        startAll();
        run(Duration.ofSeconds(60));
        SimulatedNode victim = world.nodes().iterator().next();
        fleet.inject(
                victim.name(),
                new Fault.Answers(
                        exchange -> exchange.status("429 Busy", List.of("Retry-After: 5"), "")));
        run(Duration.ofSeconds(1));
        int before = reports.size();
        run(Duration.ofSeconds(4 * PERIOD_SECONDS));
        assertThat(state(victim).reason()).isEqualTo(Reason.HTTP_STATUS);
        assertThat(
                        reports.subList(before, reports.size()).stream()
                                .filter(each -> each.node().value().equals(victim.name())))
                .hasSizeBetween(3, 5);
    }

    @Test
    void aLoopThatStoodStillBlamesNobody() {
        startAll();
        run(Duration.ofSeconds(60));
        int before = reports.size();
        // A long pause of the process: every deadline passes unseen, at once.
        ticker.advance(60, TimeUnit.SECONDS);
        run(Duration.ofSeconds(PERIOD_SECONDS));
        assertThat(reports.subList(before, reports.size()))
                .isNotEmpty()
                .allMatch(state -> state.last() instanceof Scraped);
    }

    private void startAll() {
        run(Duration.ofSeconds(1));
        scraper.listen(reports::add);
        for (SimulatedNode node : world.nodes()) {
            scraper.upsert(
                    KubeletTarget.of(
                            new NodeName(node.name()),
                            node.uid(),
                            List.of(node.address()),
                            fleet.port()));
        }
    }

    private NodeScrapeState state(SimulatedNode node) {
        NodeScrapeState state = scraper.state(new NodeName(node.name()));
        if (state == null) {
            throw new AssertionError("no target: " + node.name());
        }
        return state;
    }

    private void run(Duration time) {
        for (long at = 0; at < time.toMillis(); at += STEP_MILLIS) {
            ticker.advance(STEP_MILLIS, TimeUnit.MILLISECONDS);
            int idle = 0;
            while (idle < 3) {
                idle = loop.runNow() == 0 ? idle + 1 : 0;
            }
        }
    }

    private PoolRuntime memory() {
        return new PoolRuntime(
                LocalChannel::new,
                VirtualTimeTest::local,
                name -> List.of(InetAddress.getLoopbackAddress()),
                Runnable::run,
                OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK,
                ticker::nanoTime,
                clock);
    }

    private static SocketAddress local(InetSocketAddress address) {
        return new LocalAddress(address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    private static KubeletConfig config() {
        return new KubeletConfig(
                Duration.ofSeconds(PERIOD_SECONDS),
                Duration.ofSeconds(10),
                KubeletVerification.NODE,
                StatsSummary.OFF,
                1 << 20,
                true,
                Set.of(),
                Duration.ofMinutes(5),
                "kubemeter/test");
    }

    /** Knows every token and allows everything. */
    private static final class Anyone implements TokenAuthority {
        @Override
        public Account authenticate(String token) {
            return Account.serviceAccount("kube-system", "metrics-server", "u-1");
        }

        @Override
        public boolean authorize(Account account, String verb, String node, String subresource) {
            return true;
        }
    }
}
