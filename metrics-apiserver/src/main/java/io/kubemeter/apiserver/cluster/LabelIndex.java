package io.kubemeter.apiserver.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pods of one namespace by their labels, without looking at each pod.
 *
 * <p>Pods are grouped by their whole set of labels. A selector is put to each group, and where it
 * asks for a key's value, only to the groups with that value: the index of a key is made when the
 * key is first asked for, so keys that nobody selects by cost nothing.
 *
 * <p><b>Owner:</b> the pods' watching thread writes; any thread reads, without locks, but for the
 * first look-up by a key, which builds that key's index under the monitor.
 */
final class LabelIndex {
    /** How many keys have an index; selectors by others are put to each group. */
    private static final int MAX_KEYS = 8;

    private final ConcurrentHashMap<Labels, LabelGroup> groups = new ConcurrentHashMap<>();

    /** Key to value to the groups that have it. */
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Set<LabelGroup>>> keys =
            new ConcurrentHashMap<>();

    void put(PodRecord pod) {
        LabelGroup group = groups.get(pod.labels());
        if (group == null) {
            group = new LabelGroup(pod.labels());
            group.put(pod);
            add(group);
        } else {
            group.put(pod);
        }
    }

    void remove(PodRecord pod) {
        LabelGroup group = groups.get(pod.labels());
        if (group == null) {
            return;
        }
        group.remove(pod);
        if (group.isEmpty()) {
            drop(group);
        }
    }

    /** The groups that a query selects. */
    List<LabelGroup> find(LabelQuery query) {
        List<LabelGroup> found = new ArrayList<>();
        String key = query.key();
        Map<String, Set<LabelGroup>> values = key == null ? null : values(key);
        if (values == null) {
            select(query, groups.values(), found);
            return found;
        }
        for (String value : Set.copyOf(query.values())) {
            select(query, values.getOrDefault(value, Set.of()), found);
        }
        return found;
    }

    private static void select(
            LabelQuery query, Collection<LabelGroup> candidates, List<LabelGroup> found) {
        for (LabelGroup group : candidates) {
            if (query.matches(group.labels())) {
                found.add(group);
            }
        }
    }

    private @Nullable Map<String, Set<LabelGroup>> values(String key) {
        Map<String, Set<LabelGroup>> values = keys.get(key);
        if (values != null || keys.size() >= MAX_KEYS) {
            return values;
        }
        boolean known = groups.keySet().stream().anyMatch(labels -> labels.value(key) != null);
        return known ? build(key) : Map.of();
    }

    private synchronized @Nullable Map<String, Set<LabelGroup>> build(String key) {
        if (keys.size() >= MAX_KEYS) {
            return keys.get(key);
        }
        ConcurrentHashMap<String, Set<LabelGroup>> values = new ConcurrentHashMap<>();
        for (LabelGroup group : groups.values()) {
            String value = group.labels().value(key);
            if (value != null) {
                values.computeIfAbsent(value, any -> ConcurrentHashMap.newKeySet(1)).add(group);
            }
        }
        keys.put(key, values);
        return values;
    }

    private synchronized void add(LabelGroup group) {
        groups.put(group.labels(), group);
        keys.forEach((key, values) -> {
            String value = group.labels().value(key);
            if (value != null) {
                values.computeIfAbsent(value, any -> ConcurrentHashMap.newKeySet(1)).add(group);
            }
        });
    }

    private synchronized void drop(LabelGroup group) {
        groups.remove(group.labels());
        keys.forEach((key, values) -> {
            String value = group.labels().value(key);
            if (value != null) {
                values.computeIfPresent(value, (any, all) -> without(all, group));
            }
        });
    }

    private static @Nullable Set<LabelGroup> without(Set<LabelGroup> all, LabelGroup gone) {
        all.remove(gone);
        return all.isEmpty() ? null : all;
    }
}
