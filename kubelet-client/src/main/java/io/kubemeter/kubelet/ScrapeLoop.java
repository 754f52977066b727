package io.kubemeter.kubelet;

import io.kubemeter.kubelet.exposition.ResourceMetricsDecoder;
import io.kubemeter.kubelet.pool.KubeletPool;
import io.kubemeter.kubelet.schedule.ScrapeClock;
import io.kubemeter.kubelet.schedule.TickWheel;
import io.kubemeter.kubelet.schedule.Timer;
import io.kubemeter.kubelet.summary.SummaryDecoder;
import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.NodeName;
import io.kubemeter.store.SampleStore;
import io.kubemeter.telemetry.Counter;
import io.kubemeter.telemetry.Telemetry;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one event loop: all that is theirs is touched by this loop alone.
 *
 * <p>Owner: the event loop. It wakes on ticks at which something is due, writes the requests of all
 * due nodes, and reads their answers together. New connections are paced: handshakes are the dear
 * part of a start, and answers must not wait for them.
 */
final class ScrapeLoop {
    private final EventLoop loop;
    private final ScrapeSetup setup;
    private final ConcurrentMap<NodeName, NodeScrape> published;
    private final KubeletPool pool;
    private final TickWheel wheel;
    private final ScrapeLog log;
    private final ScrapeRound round;
    private final SampleIntake intake;
    private final ResourceMetricsDecoder decoder;
    private final SummaryDecoder summaries = new SummaryDecoder();
    private final Map<NodeName, NodeScrape> nodes = new HashMap<>();
    private final DialQueue dials = new DialQueue();
    private @Nullable Future<?> wake;
    private long wakeNanos;
    private long openedCounted;

    ScrapeLoop(EventLoop loop, ScrapeSetup setup, ConcurrentMap<NodeName, NodeScrape> published) {
        this.loop = loop;
        this.setup = setup;
        this.published = published;
        this.pool =
                new KubeletPool(
                        loop,
                        setup.config().pool(),
                        setup.runtime().pool(),
                        new AccessCredentials(setup.access()),
                        setup.tickNanos() / 4);
        this.wheel = new TickWheel(setup.tickNanos(), nowNanos());
        this.log = new ScrapeLog(setup.counts(), setup.runtime().pool().nanos());
        this.round =
                new ScrapeRound(
                        setup.telemetry().tickDuration(), setup.config().resolution().toNanos());
        this.decoder = new ResourceMetricsDecoder(wants(ExtraUsage.SWAP));
        this.intake =
                new SampleIntake(
                        setup.telemetry(),
                        setup.config().maxClockSkew(),
                        setup.runtime().pool().nanos(),
                        setup.runtime().pool().clock());
    }

    EventLoop loop() {
        return loop;
    }

    KubeletPool pool() {
        return pool;
    }

    ScrapeClock clock() {
        return setup.clock();
    }

    Telemetry telemetry() {
        return setup.telemetry();
    }

    ReasonCounts counts() {
        return setup.counts();
    }

    ScrapeLog log() {
        return log;
    }

    SampleIntake intake() {
        return intake;
    }

    /** Which pods a node may speak for; unknown ones wait for as long as scrapes may lie apart. */
    PodTrust trust(NodeName node) {
        long period = setup.config().resolution().toNanos();
        return new PodTrust(setup.bindings(), setup.telemetry(), node, period + period / 4);
    }

    CompletionStage<@Nullable ServingRequest> servingRequest(NodeName node) {
        return setup.bindings().servingRequest(node);
    }

    ResourceMetricsDecoder decoder() {
        return decoder;
    }

    SummaryDecoder summaries() {
        return summaries;
    }

    /** Whether this is kept beside CPU and memory. */
    boolean wants(ExtraUsage extra) {
        return setup.store().rules().extras().contains(extra);
    }

    StatsSummary statsSummary() {
        return setup.config().statsSummary();
    }

    /** How long an answer of this node may be. */
    long mostBytes(NodeName node) {
        return AnswerBound.bytes(setup.bindings().podsOn(node));
    }

    long nowNanos() {
        return setup.runtime().pool().nanos().getAsLong();
    }

    long nowMillis() {
        return setup.runtime().pool().clock().millis();
    }

    /** A node's scrape begins. */
    void began() {
        round.began(nowNanos());
    }

    /** A node's scrape is over, whether it came to an end or was given up. */
    void ended() {
        round.ended(nowNanos());
    }

    /** Tells all listeners that a scrape ended. */
    void finished(NodeScrapeState state) {
        for (ScrapeListener listener : setup.listeners()) {
            listener.finished(state);
        }
    }

    void upsert(KubeletTarget target) {
        assert loop.inEventLoop();
        NodeScrape known = nodes.get(target.node());
        if (known != null && known.target().uid().equals(target.uid())) {
            known.move(target);
            return;
        }
        // Another uid is another machine: nothing of the old one may speak for it.
        remove(target.node());
        SampleStore store = setup.store();
        NodeScrape fresh = new NodeScrape(this, target, store.open(target.node()));
        nodes.put(target.node(), fresh);
        published.put(target.node(), fresh);
        fresh.start();
    }

    void remove(NodeName node) {
        assert loop.inEventLoop();
        NodeScrape gone = nodes.remove(node);
        if (gone != null) {
            published.remove(node);
            gone.close();
            setup.store().close(node);
            setup.telemetry().scrapes().close(node.value());
        }
    }

    /** Ends every scrape and connection; samples stay where they are. */
    void close() {
        assert loop.inEventLoop();
        nodes.values().forEach(NodeScrape::close);
        nodes.clear();
        dials.clear();
        Future<?> planned = wake;
        if (planned != null) {
            planned.cancel(false);
        }
    }

    /** Sets a node's timer and makes sure that the loop wakes for it. */
    void set(Timer timer, long waitNanos) {
        wheel.schedule(timer, nowNanos() + waitNanos);
        wakeBy(wheel.nextNanos());
    }

    void cancel(Timer timer) {
        wheel.cancel(timer);
    }

    /** Lets a node make a connection when its turn comes. */
    void dial(NodeScrape node) {
        dials.add(node);
    }

    private void tick() {
        wake = null;
        long now = nowNanos();
        long late = now - wakeNanos;
        pool.checkDeadlines(now, late < setup.tickNanos() ? 0 : late);
        wheel.advance(now);
        dials.dialSome();
        countConnections();
        log.summarise(now);
        boolean more = pool.busy() > 0 || !dials.isEmpty();
        long next = wheel.nextNanos();
        wakeBy(more ? Math.min(next, now + setup.tickNanos()) : next);
    }

    private void wakeBy(long nanos) {
        Future<?> planned = wake;
        if (nanos == Long.MAX_VALUE || (planned != null && wakeNanos - nanos <= 0)) {
            return;
        }
        if (planned != null) {
            planned.cancel(false);
        }
        wakeNanos = nanos;
        wake = loop.schedule(this::tick, Math.max(0, nanos - nowNanos()), TimeUnit.NANOSECONDS);
    }

    private void countConnections() {
        long opened = pool.opened();
        if (opened != openedCounted) {
            telemetry().add(Counter.CONNECTIONS_OPENED, opened - openedCounted);
            openedCounted = opened;
        }
    }
}
