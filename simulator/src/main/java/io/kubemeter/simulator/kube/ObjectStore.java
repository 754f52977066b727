package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.world.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one kind with their recent history.
 *
 * <p><b>Owner:</b> any thread, under its lock. Watchers are woken outside of it; they hand the wake
 * over to their own loop.
 */
final class ObjectStore<T> {
    private final Shape<T> shape;
    private final int mostHistory;
    private final TreeMap<String, Stored<T>> objects = new TreeMap<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private List<Change<T>> history = new ArrayList<>();
    private long firstSequence;
    private long oldestVersion;
    private long version;

    ObjectStore(Shape<T> shape, int mostHistory) {
        this.shape = shape;
        this.mostHistory = mostHistory;
    }

    /** All objects, sorted by key, as they are at one version. */
    record Contents<T>(List<Stored<T>> objects, long version, long nextSequence) {}

    Shape<T> shape() {
        return shape;
    }

    /** Puts what was there before anybody watched: it leaves no history. */
    synchronized void load(List<T> all, long atVersion) {
        for (T object : all) {
            objects.put(shape.key(object), new Stored<>(object, shape.version(object)));
        }
        version = Math.max(version, atVersion);
        oldestVersion = version;
    }

    void put(T object) {
        synchronized (this) {
            Stored<T> now = new Stored<>(object, shape.version(object));
            Stored<T> before = objects.put(shape.key(object), now);
            ChangeType type = before == null ? ChangeType.ADDED : ChangeType.MODIFIED;
            record(new Change<>(type, now, before));
        }
        watchers.forEach(Runnable::run);
    }

    void delete(T object) {
        synchronized (this) {
            Stored<T> before = objects.remove(shape.key(object));
            if (before == null) {
                return;
            }
            Stored<T> now = new Stored<>(object, shape.version(object));
            record(new Change<>(ChangeType.DELETED, now, before));
        }
        watchers.forEach(Runnable::run);
    }

    private void record(Change<T> change) {
        version = change.version();
        history.add(change);
        if (history.size() > mostHistory) {
            forget(mostHistory / 2);
        }
    }

    /** Forgets all history, as etcd's compaction does: older versions are gone for watchers. */
    void compact() {
        synchronized (this) {
            forget(history.size());
        }
        watchers.forEach(Runnable::run);
    }

    private void forget(int changes) {
        if (changes > 0) {
            oldestVersion = history.get(changes - 1).version();
            firstSequence += changes;
            history = new ArrayList<>(history.subList(changes, history.size()));
        }
    }

    synchronized long version() {
        return version;
    }

    synchronized Contents<T> contents() {
        return new Contents<>(
                List.copyOf(objects.values()), version, firstSequence + history.size());
    }

    synchronized @Nullable Stored<T> find(String namespace, String name) {
        return objects.get(Shape.key(namespace, name));
    }

    synchronized int size() {
        return objects.size();
    }

    /** The sequence of the first change after {@code afterVersion}, or -1 where it is forgotten. */
    synchronized long sequenceAfter(long afterVersion) {
        if (afterVersion < oldestVersion) {
            return -1;
        }
        int low = 0;
        int high = history.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (history.get(middle).version() <= afterVersion) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return firstSequence + low;
    }

    synchronized boolean forgotten(long sequence) {
        return sequence < firstSequence;
    }

    /** The change at that sequence, or {@code null} where there is none yet. */
    synchronized @Nullable Change<T> change(long sequence) {
        long index = sequence - firstSequence;
        return index < 0 || index >= history.size() ? null : history.get((int) index);
    }

    void watch(Runnable wake) {
        watchers.add(wake);
    }

    void unwatch(Runnable wake) {
        watchers.remove(wake);
    }
}
