package io.kubemeter.kubelet;

import io.kubemeter.model.PodKey;
import io.kubemeter.store.HeldSample;
import io.kubemeter.store.NodeSamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Samples of pods that the API server does not know yet. They wait for one period: a kubelet may
 * tell of a new pod before the watch does, and then its first sample is not lost. Bounded, since a
 * node can invent pods.
 *
 * <p>Owner: the event loop that owns the node; one per node, empty but for moments.
 */
final class Quarantine {
    private static final int MAX_PODS = 32;
    private static final int MAX_CONTAINERS = 64;

    private final long waitNanos;
    private final Map<PodKey, Waiting> pods = new HashMap<>(2);
    private int containers;
    private int scrape;
    private long nowNanos;

    Quarantine(long waitNanos) {
        this.waitNanos = waitNanos;
    }

    /** A scrape begins that was received now. */
    void begin(long receivedNanos) {
        scrape++;
        nowNanos = receivedNanos;
    }

    /** Whether there is any pod here. */
    boolean isEmpty() {
        return pods.isEmpty();
    }

    /** Whether a pod here may still become known in time. */
    boolean isWaiting() {
        for (Waiting waiting : pods.values()) {
            if (!waiting.isOver()) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is room for another pod, or this one has its place already. */
    boolean hasRoomFor(PodKey pod) {
        return pods.containsKey(pod) || pods.size() < MAX_PODS;
    }

    /** Lets a pod in, or notes that it is named again; whether it may still wait. */
    boolean admit(PodKey pod) {
        Waiting waiting = pods.computeIfAbsent(pod, absent -> new Waiting(nowNanos + waitNanos));
        waiting.scrape = scrape;
        if (!waiting.isOver() && nowNanos - waiting.endsNanos > 0) {
            containers -= waiting.drop();
        }
        return !waiting.isOver();
    }

    /** Holds a sample of a pod that was admitted; what finds no room is not held. */
    void hold(PodKey pod, String container, HeldSample sample) {
        Waiting waiting = pods.get(pod);
        if (waiting != null && waiting.samples != null) {
            containers += waiting.hold(container, sample, MAX_CONTAINERS - containers);
        }
    }

    /** The pod is known: its samples go where they belong. */
    void release(PodKey pod, String container, NodeSamples into) {
        Waiting waiting = pods.get(pod);
        List<Held> held = waiting == null ? null : waiting.samples;
        if (held == null) {
            return;
        }
        for (Held each : held) {
            if (each.container.equals(container)) {
                each.release(pod, into);
            }
        }
    }

    /** A scrape is over: what it did not name as unknown has become known, or is gone. */
    void end() {
        Iterator<Waiting> all = pods.values().iterator();
        while (all.hasNext()) {
            Waiting waiting = all.next();
            if (waiting.scrape != scrape) {
                containers -= waiting.drop();
                all.remove();
            }
        }
    }

    /**
     * One pod.
     *
     * <p>Owner: the quarantine.
     */
    private static final class Waiting {
        private final long endsNanos;
        private int scrape;

        /** Null once it has waited long enough. */
        private @Nullable List<Held> samples = new ArrayList<>(2);

        Waiting(long endsNanos) {
            this.endsNanos = endsNanos;
        }

        boolean isOver() {
            return samples == null;
        }

        int hold(String container, HeldSample sample, int room) {
            List<Held> held = samples;
            if (held == null) {
                return 0;
            }
            for (Held each : held) {
                if (each.container.equals(container)) {
                    each.add(sample);
                    return 0;
                }
            }
            if (room == 0) {
                return 0;
            }
            held.add(new Held(container, sample));
            return 1;
        }

        int drop() {
            int dropped = samples == null ? 0 : samples.size();
            samples = null;
            return dropped;
        }
    }

    /**
     * The two newest samples of one container: the older one makes a pair where the newer one is
     * repeated once the pod is known.
     *
     * <p>Owner: the quarantine.
     */
    private static final class Held {
        private final String container;
        private @Nullable HeldSample before;
        private HeldSample newest;

        Held(String container, HeldSample sample) {
            this.container = container;
            this.newest = sample;
        }

        void add(HeldSample sample) {
            if (sample.timestampMillis() > newest.timestampMillis()) {
                before = newest;
                newest = sample;
            }
        }

        void release(PodKey pod, NodeSamples into) {
            if (before != null) {
                into.earlier(pod, container, before);
            }
            into.earlier(pod, container, newest);
        }
    }
}
