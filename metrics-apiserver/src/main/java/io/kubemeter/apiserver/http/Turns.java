package io.kubemeter.apiserver.http;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what takes long on an event loop, in the order in which it came. After each short while of
 * it the loop reads what has come meanwhile, so that a probe or discovery waits for a moment, never
 * for all the lists before it.
 *
 * <p><b>Owner:</b> its event loop; {@link #execute} may be called by any thread.
 */
final class Turns implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    /** How long one turn lasts, but for the work that is under way by then. */
    static final Duration LONGEST = Duration.ofMillis(1);

    /** What is due already is run in the loop's next round, when it has read. */
    private static final long NEXT_ROUND_NANOS = 1;

    private final EventExecutor loop;
    private final LongSupplier nanos;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    /** Whether this round of the loop had its turn; the next is due then. */
    private boolean taken;

    Turns(EventExecutor loop, LongSupplier nanos) {
        this.loop = loop;
        this.nanos = nanos;
    }

    /** Runs at once where nothing has in this round of the loop, and nothing waits. */
    @Override
    public void execute(Runnable work) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> execute(work));
        } else if (taken) {
            waiting.addLast(work);
        } else {
            nextRound();
            run(work);
        }
    }

    private void turn() {
        Runnable work = waiting.pollFirst();
        if (work == null) {
            taken = false;
            return;
        }
        nextRound();
        long start = nanos.getAsLong();
        run(work);
        while (nanos.getAsLong() - start < LONGEST.toNanos() && !waiting.isEmpty()) {
            run(waiting.removeFirst());
        }
    }

    /** A bug in one answer is no matter of the others. */
    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("Cannot end a piece of work");
        }
    }

    private void nextRound() {
        taken = true;
        loop.schedule(this::turn, NEXT_ROUND_NANOS, TimeUnit.NANOSECONDS);
    }
}
