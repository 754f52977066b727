package io.kubemeter.apiserver.cluster;

import io.kubemeter.model.PodKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What we keep of a running pod: immutable, and small, because there is one for each pod of the
 * cluster. A uid that is a UUID is kept as two numbers.
 */
public final class PodRecord {
    private static final int UUID_LENGTH = 36;

    private final PodKey key;
    private final String nodeName;
    private final Labels labels;
    private final long startMillis;
    private final long uidHigh;
    private final long uidLow;

    /** The uid where it is no UUID in its usual form. */
    private final @Nullable String oddUid;

    private PodRecord(PodKey key, String uid, String nodeName, Labels labels, long startMillis) {
        this.key = key;
        this.nodeName = nodeName;
        this.labels = labels;
        this.startMillis = startMillis;
        UUID number = numberOf(uid);
        this.uidHigh = number == null ? 0 : number.getMostSignificantBits();
        this.uidLow = number == null ? 0 : number.getLeastSignificantBits();
        this.oddUid = number == null ? uid : null;
    }

    /** A record; {@code startMillis} is 0 where the pod has not said when it started. */
    public static PodRecord of(
            PodKey key, String uid, String nodeName, Labels labels, long startMillis) {
        return new PodRecord(key, uid, nodeName, labels, startMillis);
    }

    public PodKey key() {
        return key;
    }

    public String namespace() {
        return key.namespace();
    }

    public String name() {
        return key.name();
    }

    public String uid() {
        return oddUid != null ? oddUid : new UUID(uidHigh, uidLow).toString();
    }

    /** The node that the pod is bound to; empty before it is bound. */
    public String nodeName() {
        return nodeName;
    }

    public Labels labels() {
        return labels;
    }

    /** {@code status.startTime} in milliseconds since the epoch, or 0. */
    public long startMillis() {
        return startMillis;
    }

    /** Whether both say the same of the same pod. */
    boolean sameAs(PodRecord other) {
        return key.equals(other.key)
                && nodeName.equals(other.nodeName)
                && labels.equals(other.labels)
                && startMillis == other.startMillis
                && uid().equals(other.uid());
    }

    @Override
    public String toString() {
        return key + " on " + nodeName;
    }

    private static @Nullable UUID numberOf(String uid) {
        if (uid.length() != UUID_LENGTH) {
            return null;
        }
        try {
            UUID number = UUID.fromString(uid);
            return number.toString().equals(uid) ? number : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
