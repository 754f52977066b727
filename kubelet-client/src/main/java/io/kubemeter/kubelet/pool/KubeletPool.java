package io.kubemeter.kubelet.pool;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The kubelet connections of one event loop.
 *
 * <p>Owner: that event loop; every method is called on it. Requests are written when asked for;
 * their answers are read together a moment later, so that one wake-up of the loop serves many nodes
 * and an answer is read whole.
 */
public final class KubeletPool {
    private final PoolContext context;
    private final Set<KubeletSession> busy = new LinkedHashSet<>();
    private List<Connection> awaited = new ArrayList<>();
    private List<Connection> gathered = new ArrayList<>();
    private final long gatherNanos;
    private boolean gathering;
    private long opened;

    /**
     * @param gatherNanos how long answers may wait in the kernel to be read together
     */
    public KubeletPool(
            EventLoop loop,
            PoolConfig config,
            PoolRuntime runtime,
            Credentials credentials,
            long gatherNanos) {
        this.context = new PoolContext(this, loop, config, runtime, credentials);
        this.gatherNanos = gatherNanos;
    }

    /** A session for one node; it dials when it is first asked to scrape. */
    public KubeletSession open(Peer peer) {
        return new KubeletSession(context, peer);
    }

    /** How many scrapes are under way. */
    public int busy() {
        return busy.size();
    }

    /** How many connections were opened so far. */
    public long opened() {
        return opened;
    }

    /**
     * Ends every scrape that has taken too long. To be called on each tick while busy.
     *
     * @param lateNanos how late this tick is: what the loop did not look at while it stood still
     *     may have come in time
     */
    public void checkDeadlines(long nowNanos, long lateNanos) {
        if (busy.isEmpty()) {
            return;
        }
        for (KubeletSession session : List.copyOf(busy)) {
            session.postpone(lateNanos);
            session.checkDeadlines(nowNanos);
        }
    }

    private void gather() {
        gathering = false;
        List<Connection> ready = awaited;
        awaited = gathered;
        gathered = ready;
        for (Connection connection : ready) {
            connection.read();
        }
        ready.clear();
    }

    /** A request was written: its answer is worth a look soon. */
    void awaits(Connection connection) {
        awaited.add(connection);
        if (!gathering) {
            gathering = true;
            context.loop().schedule(this::gather, gatherNanos, TimeUnit.NANOSECONDS);
        }
    }

    /** A session began a scrape. */
    void began(KubeletSession session) {
        busy.add(session);
    }

    /** A session ended a scrape. */
    void ended(KubeletSession session) {
        busy.remove(session);
    }

    /** A connection was opened. */
    void connectionOpened() {
        opened++;
    }
}
