package io.kubemeter.apiserver.cluster;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The pods of one namespace that have the same labels: mostly the replicas of one owner. A small
 * group is an array that is copied on change, because most groups are small and there are many; a
 * large one is a sorted map, because copying it for each pod that comes would cost its square.
 *
 * <p><b>Owner:</b> the pods' watching thread writes; any thread reads, without locks.
 */
final class LabelGroup {
    private static final int MAX_ARRAY = 256;
    private static final PodRecord[] NONE = {};
    private static final Comparator<PodRecord> BY_NAME = Comparator.comparing(PodRecord::name);

    private final Labels labels;
    private volatile PodRecord[] few = NONE;
    private volatile @Nullable ConcurrentSkipListMap<String, PodRecord> many;

    LabelGroup(Labels labels) {
        this.labels = labels;
    }

    Labels labels() {
        return labels;
    }

    void put(PodRecord pod) {
        ConcurrentSkipListMap<String, PodRecord> large = many;
        if (large != null) {
            large.put(pod.name(), pod);
            return;
        }
        int at = Arrays.binarySearch(few, pod, BY_NAME);
        if (at >= 0) {
            PodRecord[] changed = few.clone();
            changed[at] = pod;
            few = changed;
        } else if (few.length < MAX_ARRAY) {
            few = inserted(few, -at - 1, pod);
        } else {
            grow(pod);
        }
    }

    void remove(PodRecord pod) {
        ConcurrentSkipListMap<String, PodRecord> large = many;
        if (large != null) {
            large.remove(pod.name());
            return;
        }
        int at = Arrays.binarySearch(few, pod, BY_NAME);
        if (at >= 0) {
            PodRecord[] rest = Arrays.copyOf(few, few.length - 1);
            System.arraycopy(few, at + 1, rest, at, rest.length - at);
            few = rest;
        }
    }

    boolean isEmpty() {
        ConcurrentSkipListMap<String, PodRecord> large = many;
        return large == null ? few.length == 0 : large.isEmpty();
    }

    /** Sorted by name; weakly consistent. */
    Collection<PodRecord> pods() {
        ConcurrentSkipListMap<String, PodRecord> large = many;
        return large == null
                ? Collections.unmodifiableList(Arrays.asList(few))
                : Collections.unmodifiableCollection(large.values());
    }

    /** The map is whole before it is shown; the array stays for readers that hold it. */
    private void grow(PodRecord pod) {
        ConcurrentSkipListMap<String, PodRecord> large = new ConcurrentSkipListMap<>();
        for (PodRecord one : few) {
            large.put(one.name(), one);
        }
        large.put(pod.name(), pod);
        many = large;
        few = NONE;
    }

    private static PodRecord[] inserted(PodRecord[] pods, int at, PodRecord pod) {
        PodRecord[] more = Arrays.copyOf(pods, pods.length + 1);
        System.arraycopy(pods, at, more, at + 1, pods.length - at);
        more[at] = pod;
        return more;
    }
}
