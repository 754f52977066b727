package io.kubemeter.kubelet;

import io.kubemeter.kubelet.schedule.ScrapeClock;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.store.SampleStore;
import io.kubemeter.telemetry.Telemetry;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Scrapes kubelets into the store, each in its own time, for as long as it is open.
 *
 * <p>Any thread may call it: what belongs to a node is handed to the one event loop that owns it.
 */
public final class KubeletScraper implements AutoCloseable {
    private static final long REREAD_SECONDS = 10;
    private static final long CLOSE_SECONDS = 5;

    private final ScrapeSetup setup;
    private final List<ScrapeLoop> loops;
    private final ConcurrentMap<NodeName, NodeScrape> nodes = new ConcurrentHashMap<>();
    private final Future<?> rereading;

    private KubeletScraper(ScrapeSetup setup) {
        this.setup = setup;
        List<ScrapeLoop> made = new ArrayList<>();
        for (EventExecutor each : setup.runtime().loops()) {
            made.add(new ScrapeLoop((EventLoop) each, setup, nodes));
        }
        this.loops = List.copyOf(made);
        this.rereading =
                loops.getFirst()
                        .loop()
                        .scheduleWithFixedDelay(
                                this::reread, REREAD_SECONDS, REREAD_SECONDS, TimeUnit.SECONDS);
    }

    /** Starts with no targets. */
    public static KubeletScraper start(
            KubeletConfig config,
            KubeletAccess access,
            SampleStore store,
            Telemetry telemetry,
            PodBindings bindings,
            ScrapeRuntime runtime) {
        return new KubeletScraper(
                new ScrapeSetup(
                        config,
                        access,
                        store,
                        telemetry,
                        bindings,
                        runtime,
                        new ScrapeClock(config.resolution()),
                        new ReasonCounts(),
                        new CopyOnWriteArrayList<>()));
    }

    /** Scrapes a node from now on, or follows a change of it. */
    public void upsert(KubeletTarget target) {
        ScrapeLoop owner = owner(target.node());
        owner.loop().execute(() -> owner.upsert(target));
    }

    /** Scrapes a node no more and forgets its samples. */
    public void remove(NodeName node) {
        ScrapeLoop owner = owner(node);
        owner.loop().execute(() -> owner.remove(node));
    }

    /** Tells a listener of every scrape that ends from now on. */
    public void listen(ScrapeListener listener) {
        setup.listeners().add(listener);
    }

    /** Where the scraping of a node stands, or null if it is no target. */
    public @Nullable NodeScrapeState state(NodeName node) {
        NodeScrape known = nodes.get(node);
        return known == null ? null : known.state();
    }

    /** Where the scraping of every target stands, in no order. */
    public Collection<NodeScrapeState> states() {
        return nodes.values().stream().map(NodeScrape::state).toList();
    }

    /**
     * The pods that the last scrape of a node named and that were refused, or whose values cannot
     * be, with the reasons; a bounded number of them.
     */
    public Map<PodKey, Reason> refusedPods(NodeName node) {
        NodeScrape known = nodes.get(node);
        return known == null ? Map.of() : known.refused();
    }

    /** How many targets fail for this reason right now. */
    public int failing(Reason reason) {
        return setup.counts().nodes(reason);
    }

    /** Ends all scrapes and connections; samples stay in the store. */
    @Override
    public void close() {
        rereading.cancel(false);
        for (ScrapeLoop each : loops) {
            if (each.loop().inEventLoop()) {
                each.close();
            } else if (!each.loop().isShuttingDown()) {
                each.loop()
                        .submit(each::close)
                        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        }
        if (setup.runtime().ownsLoops()) {
            setup.runtime()
                    .loops()
                    .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                    .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void reread() {
        setup.access().token().reread();
        setup.access().tls().reread();
    }

    private ScrapeLoop owner(NodeName node) {
        return loops.get(Math.floorMod(node.value().hashCode(), loops.size()));
    }
}
