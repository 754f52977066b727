package io.kubemeter.kubelet;

import static io.kubemeter.model.ExtraUsage.EPHEMERAL_STORAGE;

import io.kubemeter.kubelet.NodeReading.Part;
import io.kubemeter.kubelet.ScrapeOutcome.Failed;
import io.kubemeter.kubelet.ScrapeOutcome.Scraped;
import io.kubemeter.kubelet.pool.AnswerListener;
import io.kubemeter.kubelet.pool.HttpDate;
import io.kubemeter.kubelet.pool.KubeletSession;
import io.kubemeter.kubelet.pool.ScrapeRequest;
import io.kubemeter.kubelet.schedule.NodeSchedule;
import io.kubemeter.kubelet.schedule.Timer;
import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.telemetry.NodeTelemetry;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The scraping of one node: its session, its schedule, its samples, and where it stands.
 *
 * <p>Owner: the event loop of its {@link ScrapeLoop}; only {@link #state} is read by any thread.
 */
final class NodeScrape implements AnswerListener {
    private static final String ACCEPT = "text/plain;version=0.0.4";
    private static final String MEDIA_TYPE = "text/plain";
    private static final ScrapeRequest SUMMARY = summary("/stats/summary?only_cpu_and_memory=true");
    private static final ScrapeRequest WHOLE_SUMMARY = summary("/stats/summary");

    private final ScrapeLoop loop;
    private final NodeName node;
    private final KubeletSession session;
    private final NodeSchedule schedule;
    private final NodeSamples samples;
    private final NodeTelemetry telemetry;
    private final PodTrust trust;
    private final NodeReading reading;
    private final Standstill standstill;
    private final SummaryChoice summary;
    private final Timer timer = new Timer(this::due);
    private KubeletTarget target;
    private ScrapeRequest request;
    private long startedNanos;
    private boolean closed;
    private Part asked = Part.RESOURCE;

    /** The API server is asked about the kubelet's certificate before the scrape ends. */
    private boolean inquiring;

    /** What the resource metrics said when the summary is asked after them. */
    private @Nullable ScrapeOutcome resource;

    /** The kubelet's own time when it gave its samples, or {@link HttpDate#NONE}. */
    private long dateMillis;

    private volatile NodeScrapeState state;

    NodeScrape(ScrapeLoop loop, KubeletTarget target, NodeSamples samples) {
        this.loop = loop;
        this.node = target.node();
        this.target = target;
        this.request = request(target);
        this.session = loop.pool().open(target.peer());
        this.schedule = loop.clock().schedule(node.value());
        this.samples = samples;
        this.trust = loop.trust(node);
        this.reading = new NodeReading(loop, node, samples, trust);
        this.standstill = new Standstill(loop, samples);
        this.summary = new SummaryChoice(loop.statsSummary(), loop.wants(EPHEMERAL_STORAGE));
        this.telemetry = loop.telemetry().scrapes().node(node.value());
        this.state = NodeScrapeState.fresh(node);
    }

    NodeScrapeState state() {
        return state;
    }

    Map<PodKey, Reason> refused() {
        return trust.refused();
    }

    KubeletTarget target() {
        return target;
    }

    /** Whether the last scrape failed, so that the next one may well hang. */
    boolean isSuspect() {
        return schedule.failures() > 0;
    }

    boolean isDialling() {
        return session.isDialling();
    }

    private boolean isBusy() {
        return inquiring || session.isBusy();
    }

    /** As soon as the loop can. */
    void start() {
        loop.set(timer, 0);
    }

    /** The node is the same machine, maybe at another place. */
    void move(KubeletTarget moved) {
        target = moved;
        request = request(moved);
        session.move(moved.peer());
        if (state.reason() != null && !isBusy()) {
            start();
        }
    }

    /** The node is gone: whatever is under way is given up. */
    void close() {
        closed = true;
        loop.cancel(timer);
        if (isBusy()) {
            loop.ended();
        }
        inquiring = false;
        session.close();
        loop.counts().moved(state.reason(), null);
        standstill.close();
    }

    /** Begins a scrape now; called by the loop when a new connection may be made. */
    void begin() {
        if (closed || isBusy()) {
            return;
        }
        loop.began();
        startedNanos = loop.nowNanos();
        resource = null;
        dateMillis = HttpDate.NONE;
        reading.begin(loop.nowMillis());
        ask(summary.isFirst(startedNanos) ? Part.SUMMARY : Part.RESOURCE);
    }

    @Override
    public void answered(byte[] body, int length) {
        ScrapeOutcome outcome;
        loop.intake().heard(clockOffsetMillis());
        if (asked != Part.EXTRAS) {
            dateMillis = session.dateMillis();
        }
        try {
            outcome = reading.read(asked, body, length);
        } catch (RuntimeException e) {
            // A defect of ours on this node's bytes must not reach another node's scrape.
            loop.log().defect(node, e);
            outcome = new Failed(Reason.MALFORMED, "defect=" + e.getClass().getSimpleName());
        }
        ended(outcome);
    }

    @Override
    public void failed(Reason reason, String detail) {
        if (reason != Reason.CSR_PENDING) {
            ended(new Failed(reason, detail.strip()));
            return;
        }
        // A kubelet without certificate cannot say why: the API server may know.
        inquiring = true;
        loop.servingRequest(node)
                .whenComplete((request, defect) ->
                        loop.loop().execute(() -> inquired(request, detail.strip())));
    }

    private void inquired(@Nullable ServingRequest request, String detail) {
        if (!inquiring) {
            return;
        }
        inquiring = false;
        ended(MissingCertificate.of(request, detail));
    }

    /** How far the kubelet's clock is ahead of ours, or {@link HttpDate#NONE}. */
    private long clockOffsetMillis() {
        long date = session.dateMillis();
        return date == HttpDate.NONE ? HttpDate.NONE : date - loop.nowMillis();
    }

    private @Nullable Duration clockOffset() {
        long millis = clockOffsetMillis();
        telemetry.clockOffset(millis);
        return millis == HttpDate.NONE ? null : Duration.ofMillis(millis);
    }

    /** One of the two sources is through; the other one may be asked after it. */
    private void ended(ScrapeOutcome outcome) {
        ScrapeOutcome before = resource;
        if (before != null && asked == Part.EXTRAS) {
            added(outcome);
            finish(before);
        } else if (before != null) {
            boolean helped = summary.asked(outcome, loop.nowNanos());
            finish(helped ? outcome : without(before, outcome));
        } else if (asked == Part.SUMMARY) {
            finish(reading.settled(outcome));
        } else if (summary.mayHelp(reading.known(outcome), loop.nowNanos())) {
            resource = outcome;
            ask(Part.SUMMARY);
        } else {
            ScrapeOutcome settled = reading.settled(outcome);
            if (summary.mayAdd(outcome, loop.nowNanos())) {
                resource = settled;
                ask(Part.EXTRAS);
            } else {
                finish(settled);
            }
        }
    }

    /** What only the summary has is there now, or it is absent; the scrape is good either way. */
    private void added(ScrapeOutcome outcome) {
        if (outcome instanceof Failed(Reason reason, String detail)) {
            reading.withoutExtras();
            loop.log().lackingSummary(node, reason, detail);
            summary.lacks(reason, loop.nowNanos());
        }
    }

    /** The resource metrics' own outcome, now that the summary has no more than they had. */
    private ScrapeOutcome without(ScrapeOutcome own, ScrapeOutcome other) {
        if (reading.holdsNode()) {
            return reading.settled(own);
        }
        return own instanceof Failed(Reason reason, String detail)
                        && other instanceof Failed(Reason also, String why)
                ? new Failed(reason, detail + " fall-back=" + also.label() + " " + why)
                : own;
    }

    private void due() {
        if (session.isConnected()) {
            begin();
        } else {
            loop.dial(this);
        }
    }

    private void finish(ScrapeOutcome outcome) {
        long now = loop.nowNanos();
        long nowMillis = loop.nowMillis();
        loop.ended();
        telemetry.observe(now - startedNanos, nowMillis);
        long wait =
                switch (outcome) {
                    case Scraped scraped -> afterSuccess(nowMillis);
                    case Failed(Reason reason, String detail) ->
                            // A kubelet that asks for peace has it for up to a period.
                            schedule.afterFailure(
                                    nowMillis, Transience.mayPass(reason) && !session.retryAfter());
                };
        loop.set(timer, wait);
        publish(outcome, now);
    }

    private long afterSuccess(long nowMillis) {
        long sampled = reading.sampledMillis();
        if (dateMillis != HttpDate.NONE && sampled != HttpDate.NONE) {
            schedule.sampleAge(dateMillis - sampled);
        }
        return schedule.afterSuccess(nowMillis, awaitsMore());
    }

    /** An early second scrape would bring a pair, or a pod that is known by then. */
    private boolean awaitsMore() {
        return samples.awaitsPair() || trust.awaitsPods();
    }

    private void publish(ScrapeOutcome outcome, long now) {
        NodeScrapeState before = state;
        boolean scraped = outcome instanceof Scraped;
        state =
                new NodeScrapeState(
                        node,
                        outcome,
                        now,
                        scraped ? now : before.lastScrapedNanos(),
                        scraped || before.everScraped(),
                        schedule.failures(),
                        session.unproven(),
                        session.unprovenDetail(),
                        clockOffset());
        count(outcome);
        report(before, state);
        standstill.after(outcome, now);
        loop.finished(state);
    }

    private void count(ScrapeOutcome outcome) {
        switch (outcome) {
            case Scraped scraped -> loop.telemetry().scrapes().succeeded();
            case Failed failed -> loop.telemetry().scrapes().failed(failed.reason().label());
        }
    }

    private void report(NodeScrapeState before, NodeScrapeState after) {
        Reason was = before.reason();
        Reason is = after.reason();
        if (was != is) {
            loop.counts().moved(was, is);
            if (after.last() instanceof Failed(Reason reason, String detail)) {
                loop.log().failing(node, reason, detail);
            } else if (was != null) {
                loop.log().recovered(node, was);
            }
        }
        if (!Objects.equals(before.unproven(), after.unproven())) {
            loop.log().proof(node, after.unproven(), after.unprovenDetail());
        }
    }

    private void ask(Part part) {
        asked = part;
        ScrapeRequest ofSummary = loop.wants(EPHEMERAL_STORAGE) ? WHOLE_SUMMARY : SUMMARY;
        session.scrape(part == Part.RESOURCE ? request : ofSummary, this);
    }

    private static ScrapeRequest summary(String path) {
        return new ScrapeRequest(path, "application/json", "application/json");
    }

    private static ScrapeRequest request(KubeletTarget target) {
        return new ScrapeRequest(target.path(), ACCEPT, MEDIA_TYPE);
    }
}
