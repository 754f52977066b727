package io.kubemeter.apiserver;

import java.util.Collection;
import java.util.Optional;

/** Finds the word that a user probably meant. */
final class EditDistance {
    private EditDistance() {}

    /** The word nearest to {@code given}, if it differs in at most a third of its letters. */
    static Optional<String> nearest(String given, Collection<String> words) {
        String best = null;
        int bestDistance = Math.max(2, given.length() / 3) + 1;
        for (String word : words) {
            int distance = between(given, word);
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int between(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
