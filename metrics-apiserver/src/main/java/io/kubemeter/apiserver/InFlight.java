package io.kubemeter.apiserver;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the requests for resources that are under way, reads apart from others. Probes, discovery
 * and our own metrics are not counted: they must answer under any load.
 *
 * <p><b>Owner:</b> any thread.
 */
final class InFlight {
    private static final Set<String> READS = Set.of("get", "list", "watch");

    private final Room reads;
    private final Room others;

    /**
     * Nothing under way yet.
     *
     * @param maxReads reads under way at once; 0 for no bound
     * @param maxOthers other requests under way at once; 0 for no bound
     */
    InFlight(int maxReads, int maxOthers) {
        this.reads = new Room(maxReads);
        this.others = new Room(maxOthers);
    }

    /** Where a request of this verb counts. */
    Room room(String verb) {
        return READS.contains(verb) ? reads : others;
    }

    /** How many may be inside at once. */
    static final class Room {
        private final int most;
        private final AtomicInteger inside = new AtomicInteger();

        private Room(int most) {
            this.most = most;
        }

        /** Whether there was room; whoever enters must leave. */
        boolean enter() {
            if (inside.incrementAndGet() > most && most > 0) {
                inside.decrementAndGet();
                return false;
            }
            return true;
        }

        void leave() {
            inside.decrementAndGet();
        }
    }
}
