package io.kubemeter.store;

import io.kubemeter.model.PodKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Groups the rows of a scrape, whose containers come in any order, into pods. */
final class RowGroups {
    private RowGroups() {}

    /**
     * A grouping.
     *
     * @param pods the table of all pods
     * @param holds whether containers are in it that the scrape did not name
     */
    record Grouped(PodTable pods, boolean holds) {}

    /**
     * Groups these rows; entries whose containers are the same ones are taken over.
     *
     * @param held whether a container that its pod had before stays, though no row names it
     */
    static Grouped group(
            @Nullable Series[] rows, int count, PodTable before, Predicate<Series> held) {
        Map<PodKey, List<Series>> groups = LinkedHashMap.newLinkedHashMap(before.size());
        for (int i = 0; i < count; i++) {
            Series series = rows[i];
            PodKey pod = series == null ? null : series.pod();
            if (series != null && pod != null) {
                groups.computeIfAbsent(pod, absent -> new ArrayList<>(2)).add(series);
            }
        }
        List<PodEntry> entries = new ArrayList<>(groups.size());
        boolean holds = false;
        for (Map.Entry<PodKey, List<Series>> group : groups.entrySet()) {
            PodEntry known = before.find(group.getKey());
            holds |= known != null && hold(known, group.getValue(), held);
            entries.add(entry(group.getKey(), group.getValue(), known));
        }
        return new Grouped(new PodTable(entries), holds);
    }

    private static boolean hold(PodEntry known, List<Series> named, Predicate<Series> held) {
        boolean holds = false;
        for (int i = 0; i < known.size(); i++) {
            Series series = known.series(i);
            if (!named.contains(series) && held.test(series)) {
                named.add(series);
                holds = true;
            }
        }
        return holds;
    }

    private static PodEntry entry(PodKey pod, List<Series> series, @Nullable PodEntry before) {
        List<Series> sorted =
                series.stream().distinct().sorted(Comparator.comparing(Series::name)).toList();
        return before != null && before.holds(sorted) ? before : new PodEntry(pod, sorted);
    }
}
