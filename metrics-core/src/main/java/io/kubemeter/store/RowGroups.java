package io.kubemeter.store;

import io.kubemeter.model.PodKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Groups the rows of a scrape, whose containers come in any order, into pods. */
final class RowGroups {
    private RowGroups() {}

    /** The table for these rows; entries whose containers are the same ones are taken over. */
    static PodTable group(@Nullable Series[] rows, int count, PodTable before) {
        Map<PodKey, List<Series>> groups = LinkedHashMap.newLinkedHashMap(before.size());
        for (int i = 0; i < count; i++) {
            Series series = rows[i];
            PodKey pod = series == null ? null : series.pod();
            if (series != null && pod != null) {
                groups.computeIfAbsent(pod, absent -> new ArrayList<>(2)).add(series);
            }
        }
        List<PodEntry> entries = new ArrayList<>(groups.size());
        groups.forEach((pod, series) -> entries.add(entry(pod, series, before.find(pod))));
        return new PodTable(entries);
    }

    private static PodEntry entry(PodKey pod, List<Series> series, @Nullable PodEntry before) {
        List<Series> sorted =
                series.stream().distinct().sorted(Comparator.comparing(Series::name)).toList();
        return before != null && before.holds(sorted) ? before : new PodEntry(pod, sorted);
    }
}
