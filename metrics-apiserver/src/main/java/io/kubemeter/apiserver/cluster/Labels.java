package io.kubemeter.apiserver.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a pod or node: immutable, sorted by key. A view holds one instance per content, so
 * that the replicas of one owner share it.
 */
public final class Labels {
    private static final Labels EMPTY = new Labels(new String[0]);

    /** Key, value, key, value …, keys ascending and distinct. */
    private final String[] pairs;

    private final int hash;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    public static Labels empty() {
        return EMPTY;
    }

    public static Labels of(Map<String, String> labels) {
        String[] pairs = new String[labels.size() * 2];
        int at = 0;
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            pairs[at++] = label.getKey();
            pairs[at++] = label.getValue();
        }
        return ofSorted(pairs);
    }

    /** Of key, value, key, value …, which mostly come sorted. */
    static Labels ofPairs(List<String> pairs) {
        for (int i = 2; i < pairs.size(); i += 2) {
            if (pairs.get(i - 2).compareTo(pairs.get(i)) >= 0) {
                return ofUnsorted(pairs);
            }
        }
        return ofSorted(pairs.toArray(String[]::new));
    }

    private static Labels ofUnsorted(List<String> pairs) {
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            labels.put(pairs.get(i), pairs.get(i + 1));
        }
        return of(labels);
    }

    private static Labels ofSorted(String[] pairs) {
        return pairs.length == 0 ? EMPTY : new Labels(pairs);
    }

    public int size() {
        return pairs.length / 2;
    }

    public String key(int index) {
        return pairs[2 * index];
    }

    public String value(int index) {
        return pairs[2 * index + 1];
    }

    /** The value of a label, or {@code null} where it is absent. */
    public @Nullable String value(String key) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = key(middle).compareTo(key);
            if (order == 0) {
                return value(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels labels
                && hash == labels.hash
                && Arrays.equals(pairs, labels.pairs);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** As a selector would be written: {@code app=web,tier=front}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : ",").append(key(i)).append('=').append(value(i));
        }
        return text.toString();
    }
}
