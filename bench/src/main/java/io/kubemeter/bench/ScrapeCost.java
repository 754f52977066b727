package io.kubemeter.bench;

import com.sun.management.ThreadMXBean;
import io.kubemeter.kubelet.BearerToken;
import io.kubemeter.kubelet.KubeletAccess;
import io.kubemeter.kubelet.KubeletConfig;
import io.kubemeter.kubelet.KubeletScraper;
import io.kubemeter.kubelet.KubeletTarget;
import io.kubemeter.kubelet.KubeletTls;
import io.kubemeter.kubelet.KubeletVerification;
import io.kubemeter.kubelet.PodBindings;
import io.kubemeter.kubelet.Reloadable;
import io.kubemeter.kubelet.ScrapeOutcome;
import io.kubemeter.kubelet.ScrapeRuntime;
import io.kubemeter.kubelet.StatsSummary;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.store.SampleStore;
import io.kubemeter.store.StoreRules;
import io.kubemeter.telemetry.Counter;
import io.kubemeter.telemetry.Telemetry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.management.JMException;

/**
 * Prints what a scrape of a node with 30 pods of two containers costs the event loop that does it:
 * over TLS, on kept connections, kubelets in a process of their own. Then what a node's state
 * takes.
 *
 * <p>Arguments: nodes, milliseconds between scrapes, seconds to warm up, seconds to measure, pods.
 */
public final class ScrapeCost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SECONDS_TO_CLOSE = 5;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final Telemetry telemetry;
    private final SampleStore store;
    private final KubeletScraper scraper;
    private final CountDownLatch allScraped;
    private final Set<NodeName> seen = ConcurrentHashMap.newKeySet();
    private final LongAdder scrapes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final long loopThread;

    private ScrapeCost(SeparateKubelets kubelets, int nodes, int resolutionMillis)
            throws Exception {
        store = new SampleStore(StoreRules.of(resolutionMillis));
        telemetry =
                new Telemetry(
                        resolutionMillis,
                        Arrays.stream(Reason.values()).map(Reason::label).toList());
        ScrapeRuntime runtime = ScrapeRuntime.system(1, System::nanoTime, InstantSource.system());
        loopThread = runtime.loops().submit(() -> Thread.currentThread().threadId()).get();
        scraper =
                KubeletScraper.start(
                        config(resolutionMillis),
                        new KubeletAccess(
                                Reloadable.of(BearerToken.parse("token")),
                                Reloadable.of(KubeletTls.trusting(kubelets.roots()))),
                        store,
                        telemetry,
                        new Anywhere(),
                        runtime);
        allScraped = new CountDownLatch(nodes);
        scraper.listen(state -> {
            scrapes.increment();
            if (state.last() instanceof ScrapeOutcome.Failed) {
                failures.increment();
            } else if (state.everScraped()) {
                first(state.node());
            }
        });
    }

    private void first(NodeName node) {
        if (seen.add(node)) {
            allScraped.countDown();
        }
    }

    /** Measures and prints. */
    public static void main(String[] args) throws Exception {
        int nodes = number(args, 0, 100);
        int resolutionMillis = number(args, 1, 500);
        int warmUp = number(args, 2, 30);
        int seconds = number(args, 3, 30);
        try (SeparateKubelets kubelets = SeparateKubelets.start(nodes, number(args, 4, 30))) {
            ScrapeCost cost = new ScrapeCost(kubelets, nodes, resolutionMillis);
            cost.begin(kubelets.port(), nodes);
            pause(warmUp);
            cost.measure(seconds);
            cost.state(nodes);
        }
        System.exit(0);
    }

    private void begin(int port, int nodes) throws InterruptedException {
        long begun = System.nanoTime();
        long cpu = THREADS.getThreadCpuTime(loopThread);
        World names = World.of(WorldShape.of(nodes, 0, 1, 1), InstantSource.system());
        for (SimulatedNode node : names.nodes()) {
            scraper.upsert(
                    KubeletTarget.of(
                            new NodeName(node.name()), "uid", List.of(node.address()), port));
        }
        boolean all = allScraped.await(10, TimeUnit.MINUTES);
        System.out.printf(
                Locale.ROOT,
                "start: %d of %d nodes proven and scraped after %.1f s, %.0f us of the loop's CPU each%n",
                seen.size(),
                nodes,
                (System.nanoTime() - begun) / 1e9,
                (THREADS.getThreadCpuTime(loopThread) - cpu) / 1e3 / nodes);
        if (!all) {
            throw new IllegalStateException("not all nodes were scraped");
        }
    }

    private void measure(int seconds) throws InterruptedException {
        long cpu = THREADS.getThreadCpuTime(loopThread);
        long bytes = THREADS.getThreadAllocatedBytes(loopThread);
        long before = scrapes.sum();
        long samples = telemetry.value(Counter.SAMPLES_TAKEN);
        long connections = telemetry.value(Counter.CONNECTIONS_OPENED);
        pause(seconds);
        long done = scrapes.sum() - before;
        long taken = telemetry.value(Counter.SAMPLES_TAKEN) - samples;
        long allocated = THREADS.getThreadAllocatedBytes(loopThread) - bytes;
        System.out.printf(
                Locale.ROOT,
                "steady: %.1f us of the loop's CPU a scrape, %.0f bytes allocated a scrape, %.1f a"
                        + " sample; %d scrapes, %.0f samples each, %d failed, %d new connections%n",
                (THREADS.getThreadCpuTime(loopThread) - cpu) / 1e3 / done,
                (double) allocated / done,
                (double) allocated / taken,
                done,
                (double) taken / done,
                failures.sum(),
                telemetry.value(Counter.CONNECTIONS_OPENED) - connections);
    }

    /** What is held for a node, told by what goes when it is given up. */
    private void state(int nodes) throws JMException, InterruptedException {
        List<NodeName> names = store.nodes().stream().map(NodeSamples::name).toList();
        LiveObjects before = LiveObjects.now();
        long nativeBefore = NativeMemory.usedBytes();
        names.forEach(scraper::remove);
        names.forEach(store::close);
        pause(SECONDS_TO_CLOSE);
        // Engines have finalizers: one collection finds them, the next one frees what they hold.
        LiveObjects.now();
        pause(SECONDS_TO_CLOSE);
        LiveObjects after = LiveObjects.now();
        System.out.printf(
                Locale.ROOT,
                "state: %d bytes of heap a node, %d outside of it%n%s",
                (before.bytes() - after.bytes()) / nodes,
                (nativeBefore - NativeMemory.usedBytes()) / nodes,
                before.goneSince(after, nodes));
    }

    private static KubeletConfig config(int resolutionMillis) {
        KubeletConfig defaults = KubeletConfig.defaults("kubemeter/bench");
        return new KubeletConfig(
                Duration.ofMillis(resolutionMillis),
                Duration.ofSeconds(10),
                KubeletVerification.NODE,
                StatsSummary.OFF,
                defaults.maxScrapeBytes(),
                true,
                Set.of(),
                defaults.maxClockSkew(),
                defaults.userAgent());
    }

    private static int number(String[] args, int at, int otherwise) {
        return args.length > at ? Integer.parseInt(args[at]) : otherwise;
    }

    private static void pause(int seconds) throws InterruptedException {
        NEVER.await(seconds, TimeUnit.SECONDS);
    }

    /** A world whose pods never change: each is asked for once. */
    private static final class Anywhere implements PodBindings {
        @Override
        public boolean isBoundTo(PodKey pod, NodeName node) {
            return true;
        }

        @Override
        public long changes(NodeName node) {
            return 0;
        }
    }
}
