package io.kubemeter.apiserver;

import io.kubemeter.apiserver.NodeStandings.Standing;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.NodeEvent;
import io.kubemeter.kubelet.NodeScrapeState;
import io.kubemeter.kubelet.ScrapeOutcome;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells at the Node, by an Event, that it cannot be scraped, and that it can be again.
 *
 * <p>A single lost scrape is not worth an Event, and the same trouble is told once in half an hour
 * (Events are forgotten after an hour): the name of an Event follows from the node, the reason and
 * the half-hour, so replicas and restarts add none. A budget bounds how many are posted when a
 * whole cluster is in trouble; nodes that it does not reach are told later. Without the right to
 * create Events none are posted, and that is logged once.
 *
 * <p><b>Owner:</b> one sweep at a time, on a virtual thread: it blocks on kube-apiserver.
 */
final class NodeEvents {
    private static final Logger LOG = LoggerFactory.getLogger(NodeEvents.class);
    private static final int LEAST_FAILURES = 2;
    private static final int BURST = 50;
    private static final long NANOS_PER_EVENT = Duration.ofSeconds(6).toNanos();
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(30);
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long LONG_PAUSE_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int FORBIDDEN = 403;
    private static final int MOST_CHARACTERS = 1_000;
    private static final int MOST_NAME = 200;
    private static final Pattern REQUEST = Pattern.compile("(?:^| )csr=(\\S+)");

    /** Where Events go. */
    @FunctionalInterface
    interface Outlet {
        void post(NodeEvent event) throws ApiException;
    }

    /** What was told of a node last, and in which half-hour. */
    private record Told(Reason reason, long period) {}

    private final Supplier<List<Standing>> standings;
    private final Function<NodeName, @Nullable String> uids;
    private final Outlet outlet;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Map<NodeName, Told> told = new HashMap<>();
    private long fullAtNanos;
    private long silentUntilNanos;
    private int refusals;

    /**
     * Tells nothing before the first sweep.
     *
     * @param standings where every node stands
     * @param uids the uid of a Node; null if there is none of that name
     */
    NodeEvents(
            Supplier<List<Standing>> standings,
            Function<NodeName, @Nullable String> uids,
            Outlet outlet,
            InstantSource clock,
            LongSupplier nanos) {
        this.standings = standings;
        this.uids = uids;
        this.outlet = outlet;
        this.clock = clock;
        this.nanos = nanos;
        this.fullAtNanos = nanos.getAsLong();
        this.silentUntilNanos = fullAtNanos;
    }

    /** Sweeps again and again until {@code timer} ends, on threads of its own. */
    void start(ScheduledExecutorService timer, Duration pause) {
        AtomicBoolean sweeping = new AtomicBoolean();
        Runnable once =
                () -> {
                    try {
                        sweep();
                    } finally {
                        sweeping.set(false);
                    }
                };
        timer.scheduleWithFixedDelay(
                () -> {
                    if (sweeping.compareAndSet(false, true)) {
                        Thread.ofVirtual().name("node-events").start(once);
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Posts what has changed since the last sweep, as far as the budget goes. */
    void sweep() {
        List<Standing> all = standings.get();
        told.keySet()
                .retainAll(
                        all.stream().map(it -> it.scraping().node()).collect(Collectors.toSet()));
        for (Standing each : all) {
            if (nanos.getAsLong() - silentUntilNanos < 0) {
                return;
            }
            tell(each);
        }
    }

    private void tell(Standing standing) {
        NodeScrapeState state = standing.scraping();
        Told before = told.get(state.node());
        Reason reason = standing.reason();
        Instant now = clock.instant();
        if (reason == null) {
            if (before != null && post(state, null, before.reason(), now)) {
                told.remove(state.node());
            }
            return;
        }
        Told is = new Told(reason, now.toEpochMilli() / TOLD_AGAIN.toMillis());
        boolean lasting = reason == Reason.STALE || state.failures() >= LEAST_FAILURES;
        if (lasting && !is.equals(before) && post(state, reason, reason, now)) {
            told.put(state.node(), is);
        }
    }

    /** Whether it is posted, or never can be since the Node is gone. */
    private boolean post(
            NodeScrapeState state, @Nullable Reason reason, Reason toldOf, Instant now) {
        String uid = uids.apply(state.node());
        if (uid == null) {
            return true;
        }
        if (!withinBudget()) {
            return false;
        }
        try {
            outlet.post(event(state, reason, toldOf, new Seen(uid, now)));
            refusals = 0;
            return true;
        } catch (ApiException e) {
            refused(e);
            return false;
        }
    }

    private boolean withinBudget() {
        long now = nanos.getAsLong();
        long full = Math.max(fullAtNanos - now, 0);
        if (full > (BURST - 1) * NANOS_PER_EVENT) {
            return false;
        }
        fullAtNanos = now + full + NANOS_PER_EVENT;
        return true;
    }

    private void refused(ApiException failure) {
        boolean forbidden = failure.status() == FORBIDDEN;
        silentUntilNanos = nanos.getAsLong() + (forbidden ? LONG_PAUSE_NANOS : PAUSE_NANOS);
        if (refusals++ == 0) {
            LOG.atInfo()
                    .addKeyValue("reason", failure.problem().reason().label())
                    .addKeyValue("detail", failure.problem().detail())
                    .log("Events about nodes are not posted for now; nothing else needs them");
        }
    }

    /** At which Node, and when. */
    private record Seen(String uid, Instant at) {}

    private static NodeEvent event(
            NodeScrapeState state, @Nullable Reason reason, Reason toldOf, Seen seen) {
        String node = state.node().value();
        String word = reason == null ? "ScrapedAgain" : word(reason);
        long period = seen.at().toEpochMilli() / TOLD_AGAIN.toMillis();
        int hash = 31 * seen.uid().hashCode() + word.hashCode();
        return new NodeEvent(
                start(node) + "." + Long.toHexString(31L * hash + period),
                node,
                seen.uid(),
                reason != null,
                word,
                reason == null
                        ? "Scraped again; before: " + toldOf.code()
                        : trouble(state, reason, node),
                seen.at());
    }

    /** The request that the scraper has found, as its detail names it. */
    private static String requestIn(String detail) {
        Matcher named = REQUEST.matcher(detail);
        return named.find() ? named.group(1) : "";
    }

    /** Of an Event's name: a DNS name must not become too long, nor have an empty label. */
    private static String start(String node) {
        return node.substring(0, Math.min(node.length(), MOST_NAME)).replaceAll("[.-]+$", "");
    }

    private static String trouble(NodeScrapeState state, Reason reason, String node) {
        String detail = state.last() instanceof ScrapeOutcome.Failed failed ? failed.detail() : "";
        String text =
                reason.code()
                        + " "
                        + reason.sentence(node)
                        + (detail.isEmpty() ? "" : " (" + detail + ")")
                        + ". Repair: "
                        + reason.repair(node, "", requestIn(detail));
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS);
    }

    /** {@code CSR_PENDING} as {@code CsrPending}, the way Events are named. */
    private static String word(Reason reason) {
        return Arrays.stream(reason.label().split("_"))
                .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
                .collect(Collectors.joining());
    }
}
