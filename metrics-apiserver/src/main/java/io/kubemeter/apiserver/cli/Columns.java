package io.kubemeter.apiserver.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines up rows of text in columns, space for space as kubectl does: every cell is followed by at
 * least three spaces, the last one too.
 *
 * <p><b>Owner:</b> construction only; one table per command.
 */
final class Columns {
    private static final int PADDING = 3;
    private static final int LEAST_WIDTH = 6;

    private final List<List<String>> rows = new ArrayList<>();

    void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    /** All rows, one line each. */
    String text() {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = Math.max(LEAST_WIDTH, row.get(i).length() + PADDING);
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                text.append(row.get(i)).repeat(' ', widths.get(i) - row.get(i).length());
            }
            text.append('\n');
        }
        return text.toString();
    }
}
