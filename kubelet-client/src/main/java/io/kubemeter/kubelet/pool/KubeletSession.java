package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One node's way to its kubelet: one kept connection, one scrape at a time.
 *
 * <p>Owner: the event loop of its pool. A scrape that finds its kept connection dead is repeated at
 * once on a fresh one; one that gets 401 is repeated once with a token that was read again.
 */
public final class KubeletSession {
    private final PoolContext pool;
    private final Dialling dialling = new Dialling();
    private final Answering answering = new Answering();
    private final Latency latency = new Latency();
    private Peer peer;
    private @Nullable Connection connection;
    private @Nullable Dial dial;
    private @Nullable RunningScrape scrape;
    private @Nullable String pin;
    private @Nullable Reason unproven;
    private String unprovenDetail = "";
    private @Nullable AnswerHead head;

    KubeletSession(PoolContext pool, Peer peer) {
        this.pool = pool;
        this.peer = peer;
    }

    /** Whether a scrape is under way. */
    public boolean isBusy() {
        return scrape != null;
    }

    /** Whether a connection is being made. */
    public boolean isDialling() {
        return dial != null;
    }

    /** Whether a scrape could begin without dialling. */
    public boolean isConnected() {
        return usable() != null;
    }

    /** Why the peer would be refused if verification were enforced, or null. */
    public @Nullable Reason unproven() {
        return unproven;
    }

    /** What was seen of a peer that is {@link #unproven}; empty for others. */
    public String unprovenDetail() {
        return unproven == null ? "" : unprovenDetail;
    }

    /** The kubelet's own time of its last answer, or {@link HttpDate#NONE}. */
    public long dateMillis() {
        AnswerHead said = head;
        return said == null ? HttpDate.NONE : said.dateMillis();
    }

    /** Whether the last answer asked to be left alone for a while. */
    public boolean retryAfter() {
        AnswerHead said = head;
        return said != null && said.retryAfter();
    }

    /**
     * The peer may be elsewhere now. Another machine, or the same at another address, is dialled
     * anew.
     */
    public void move(Peer moved) {
        assert pool.loop().inEventLoop();
        if (moved.equals(peer)) {
            return;
        }
        if (!moved.uid().equals(peer.uid())) {
            pin = null;
            unproven = null;
        }
        peer = moved;
        if (!isBusy()) {
            disconnect();
        }
    }

    /** Begins a scrape; the listener hears its end, which may be at once. */
    public void scrape(ScrapeRequest request, AnswerListener listener) {
        assert pool.loop().inEventLoop();
        if (scrape != null) {
            throw new IllegalStateException("scrape: one is under way (expected: one at a time)");
        }
        scrape =
                new RunningScrape(
                        peer, request, listener, now() + pool.config().deadlines().total());
        head = null;
        pool.pool().began(this);
        if (usable() == null) {
            dial();
        } else {
            scrape.reused = true;
            send();
        }
    }

    /** Gives up what is under way, unheard, and closes the connection. */
    public void close() {
        assert pool.loop().inEventLoop();
        if (scrape != null) {
            scrape = null;
            pool.pool().ended(this);
        }
        disconnect();
    }

    /** The loop stood still for so long: that was not the peer's doing. */
    void postpone(long nanos) {
        RunningScrape running = scrape;
        if (running != null) {
            running.postpone(nanos);
        }
        if (dial != null) {
            dial.postpone(nanos);
        }
    }

    /** Ends what has taken too long. */
    void checkDeadlines(long nowNanos) {
        RunningScrape running = scrape;
        if (running == null) {
            return;
        }
        if (nowNanos - running.totalEndsNanos >= 0) {
            timeOut(running);
        } else if (dial != null) {
            if (nowNanos - dial.phaseEndsNanos() >= 0) {
                dial.expire();
            }
        } else if (nowNanos - running.phaseEndsNanos >= 0) {
            if (running.isUnansweredOnKept()) {
                latency.observed(nowNanos - running.sentNanos);
                redial(running);
            } else {
                timeOut(running);
            }
        }
    }

    private void timeOut(RunningScrape running) {
        Dial unfinished = dial;
        Phase phase = unfinished == null ? running.phase : unfinished.phase();
        String at = connection == null ? "" : " address=" + connection.host();
        disconnect();
        fail(new Failure(phase.timeout(), "phase=" + phase.word() + at));
    }

    private void dial() {
        RunningScrape running = Objects.requireNonNull(scrape);
        disconnect();
        dial = new Dial(pool, running.peer, pin, dialling, answering);
        dial.start();
    }

    /**
     * A kept connection was dead all along: the request was not answered, so it may be repeated.
     */
    private void redial(RunningScrape running) {
        running.reused = false;
        dial();
    }

    private void send() {
        RunningScrape running = Objects.requireNonNull(scrape);
        Connection on = Objects.requireNonNull(connection);
        String token = on.certified() ? null : pool.credentials().token();
        running.token = token;
        running.phase = Phase.HEAD;
        running.sentNanos = now();
        Deadlines deadlines = pool.config().deadlines();
        running.phaseEndsNanos =
                running.sentNanos
                        + (running.reused ? latency.onKept(deadlines) : latency.onFresh(deadlines));
        RequestWriter writer = pool.requests();
        ByteBuf request = on.buffer(writer.sizeHint());
        writer.write(request, running.request, on.host(), token);
        on.consumeRequest(request, running.request.mediaType());
        pool.pool().awaits(on);
    }

    private void refused(RunningScrape running, int status, String body) {
        Failure failure = Failure.ofStatus(status, body);
        Connection on = connection;
        boolean certified = on != null && on.certified();
        if (status != 401 || certified || running.repeated) {
            fail(failure);
        } else if (!Objects.equals(pool.credentials().token(), running.token)) {
            repeat(running);
        } else {
            rereadToken(running, failure);
        }
    }

    private void rereadToken(RunningScrape running, Failure failure) {
        running.phase = Phase.TOKEN;
        running.phaseEndsNanos = running.totalEndsNanos;
        pool.credentials()
                .reread()
                .whenComplete(
                        (read, broken) -> pool.loop().execute(() -> reread(running, failure)));
    }

    private void reread(RunningScrape running, Failure failure) {
        if (scrape != running) {
            return;
        }
        String token = pool.credentials().token();
        if (Objects.equals(token, running.token)) {
            fail(token == null ? new Failure(Reason.NO_CREDENTIAL, failure.detail()) : failure);
        } else {
            repeat(running);
        }
    }

    private void repeat(RunningScrape running) {
        running.repeated = true;
        running.reused = false;
        if (usable() == null) {
            dial();
        } else {
            send();
        }
    }

    private @Nullable Connection usable() {
        Connection kept = connection;
        boolean good = kept != null && kept.isUsable(now()) && pool.tls().holds(kept.proof());
        return good ? kept : null;
    }

    private void disconnect() {
        Dial unfinished = dial;
        dial = null;
        if (unfinished != null) {
            unfinished.cancel();
        }
        Connection dropped = connection;
        connection = null;
        if (dropped != null) {
            dropped.abort();
        }
    }

    private void fail(Failure failure) {
        RunningScrape ended = end();
        if (ended != null) {
            ended.listener.failed(failure.reason(), failure.detail());
        }
    }

    private @Nullable RunningScrape end() {
        RunningScrape ended = scrape;
        scrape = null;
        if (ended != null) {
            pool.pool().ended(this);
            if (!ended.peer.equals(peer)) {
                disconnect();
            }
        }
        return ended;
    }

    private long now() {
        return pool.nowNanos();
    }

    /** What dialling tells this session. */
    private final class Dialling implements DialEvents {
        @Override
        public void connected(Connection made) {
            dial = null;
            connection = made;
            unproven = made.proof().verdict().reason();
            unprovenDetail = made.proof().verdict().detail();
            String shownKey = made.proof().shownKey();
            pin = shownKey == null ? pin : shownKey;
            send();
        }

        @Override
        public void undialled(Failure failure) {
            dial = null;
            fail(failure);
        }
    }

    /** What the connection tells this session. */
    private final class Answering implements AnswerEvents {
        @Override
        public void progressed() {
            RunningScrape running = scrape;
            if (running != null) {
                if (running.phase == Phase.HEAD) {
                    latency.observed(now() - running.sentNanos);
                }
                running.phase = Phase.BODY;
                running.phaseEndsNanos = now() + pool.config().deadlines().idle();
            }
        }

        @Override
        public void completed(AnswerHead said, Body body, boolean keepAlive) {
            if (!keepAlive) {
                disconnect();
            }
            head = said;
            if (said.status() != 200) {
                RunningScrape running = Objects.requireNonNull(scrape);
                refused(running, said.status(), SafeText.of(body.bytes(), body.length()));
                return;
            }
            RunningScrape ended = end();
            if (ended != null) {
                ended.listener.answered(body.bytes(), body.length());
            }
        }

        @Override
        public void unreadable(Failure failure) {
            disconnect();
            fail(failure);
        }

        @Override
        public void lost(String detail) {
            RunningScrape running = scrape;
            Connection gone = connection;
            String at = gone == null ? "" : " address=" + gone.host();
            disconnect();
            if (running == null) {
                return;
            }
            if (running.isUnansweredOnKept()) {
                redial(running);
            } else {
                fail(
                        new Failure(
                                Reason.CONNECTION_LOST,
                                "phase=" + running.phase.word() + " " + detail + at));
            }
        }
    }
}
