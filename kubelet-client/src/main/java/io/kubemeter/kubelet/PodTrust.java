package io.kubemeter.kubelet;

import io.kubemeter.model.NodeName;
import io.kubemeter.model.PodKey;
import io.kubemeter.model.Reason;
import io.kubemeter.store.HeldSample;
import io.kubemeter.store.NodeSamples;
import io.kubemeter.telemetry.Counter;
import io.kubemeter.telemetry.Telemetry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Which pods one node may speak for: those that the API server says are bound to it. Pods that it
 * does not know yet wait in a quarantine; all others are refused, counted once a scrape, and named.
 *
 * <p>Owner: the event loop that owns the node; {@link #refused} may be called by any thread.
 */
final class PodTrust {
    /** Times of pods are in whole seconds. */
    private static final long SLACK_MILLIS = 2_000;

    /** So many refused pods are named; of the others there is a count. */
    private static final int MAX_NAMED = 64;

    private final PodBindings bindings;
    private final Telemetry telemetry;
    private final NodeName node;
    private final Quarantine quarantine;
    private final long waitMillis;
    private final RowTrust rows = new RowTrust();
    private Set<PodKey> counted = Set.of();
    private Map<PodKey, Reason> named = Map.of();

    private volatile Map<PodKey, Reason> refused = Map.of();

    /** What a pod's samples are worth. */
    enum Standing {
        /** It is bound to this node. */
        BOUND,
        /** Nobody knows it yet: its samples are held back. */
        WAITING,
        /** This node may not speak for it. */
        REFUSED
    }

    /**
     * @param waitNanos how long an unknown pod may wait
     */
    PodTrust(PodBindings bindings, Telemetry telemetry, NodeName node, long waitNanos) {
        this.bindings = bindings;
        this.telemetry = telemetry;
        this.node = node;
        this.quarantine = new Quarantine(waitNanos);
        this.waitMillis = TimeUnit.NANOSECONDS.toMillis(waitNanos);
    }

    /** Begins a scrape of so many rows that was received now. */
    void begin(int count, long receivedNanos) {
        rows.begin(bindings.changes(node), count);
        quarantine.begin(receivedNanos);
        counted = Set.of();
        named = Map.of();
    }

    /**
     * What a row is worth.
     *
     * @param startMillis when its container started, or 0
     * @param nowMillis the time
     */
    Standing of(int row, PodKey pod, long startMillis, long nowMillis) {
        if (rows.holds(row, pod)) {
            return Standing.BOUND;
        }
        if (bindings.isBoundTo(pod, node)) {
            if (isOfEarlierLife(pod, startMillis, nowMillis)) {
                refuse(pod, Reason.POD_UNKNOWN, Counter.UNKNOWN_PODS);
                return Standing.REFUSED;
            }
            rows.learn(row, pod);
            return Standing.BOUND;
        }
        if (bindings.isBoundElsewhere(pod, node)) {
            refuse(pod, Reason.FOREIGN_POD, Counter.FOREIGN_PODS);
            return Standing.REFUSED;
        }
        return unknown(pod);
    }

    /** A value of a pod cannot be: what it has shall stay until it is too old. */
    void impossible(PodKey pod) {
        refuse(pod, Reason.IMPOSSIBLE_VALUE, Counter.IMPOSSIBLE_PODS);
    }

    /** Holds back a sample of a pod that waits. */
    void hold(PodKey pod, String container, HeldSample sample) {
        quarantine.hold(pod, container, sample);
    }

    /** Gives back what was held of a container, now that its pod is known. */
    void release(PodKey pod, String container, NodeSamples into) {
        if (!quarantine.isEmpty()) {
            quarantine.release(pod, container, into);
        }
    }

    /** The scrape is taken in. */
    void end() {
        if (!quarantine.isEmpty()) {
            quarantine.end();
        }
        if (!named.equals(refused)) {
            refused = Map.copyOf(named);
        }
        counted = Set.of();
        named = Map.of();
    }

    /** Whether a pod waits that may be known by the next scrape. */
    boolean awaitsPods() {
        return !quarantine.isEmpty() && quarantine.isWaiting();
    }

    /** The pods that the last scrape named and that were refused, with their reasons; bounded. */
    Map<PodKey, Reason> refused() {
        return refused;
    }

    /**
     * A kubelet may go on listing a pod that is gone while another one of its name has begun. Only
     * for a while: a static pod may have containers that are older than what is known of it.
     */
    private boolean isOfEarlierLife(PodKey pod, long startMillis, long nowMillis) {
        long began = bindings.startedMillis(pod);
        boolean older = startMillis != 0 && startMillis < began - SLACK_MILLIS;
        return older && nowMillis - began < 2 * waitMillis;
    }

    private Standing unknown(PodKey pod) {
        if (!quarantine.hasRoomFor(pod)) {
            if (refuse(pod, Reason.POD_UNKNOWN, Counter.UNKNOWN_PODS)) {
                telemetry.increment(Counter.QUARANTINE_OVERFLOWS);
            }
            return Standing.REFUSED;
        }
        if (quarantine.admit(pod)) {
            return Standing.WAITING;
        }
        refuse(pod, Reason.POD_UNKNOWN, Counter.UNKNOWN_PODS);
        return Standing.REFUSED;
    }

    /** Whether it is the first time in this scrape. */
    private boolean refuse(PodKey pod, Reason reason, Counter counter) {
        if (counted.isEmpty()) {
            counted = new HashSet<>();
            named = new HashMap<>();
        }
        if (!counted.add(pod)) {
            return false;
        }
        telemetry.increment(counter);
        if (named.size() < MAX_NAMED) {
            named.put(pod, reason);
        }
        return true;
    }
}
