package io.kubemeter.apiserver.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a content that a Range header asks for, by the rules of Go's file server. Immutable.
 *
 * @param parts the parts, in the order in which they were asked for
 * @param problem why there are none to send; {@code null} where nothing is wrong
 */
record ByteRanges(List<Part> parts, @Nullable String problem) {
    static final String UNIT = "bytes";

    /** The header makes sense, but the content is shorter. */
    static final String NO_OVERLAP = "invalid range: failed to overlap";

    private static final String PREFIX = UNIT + "=";
    private static final ByteRanges INVALID = new ByteRanges(List.of(), "invalid range");

    /**
     * One part.
     *
     * @param from its first byte
     * @param to the byte behind its last one
     */
    record Part(int from, int to) {
        int length() {
            return to - from;
        }

        /** As a Content-Range header names it. */
        String of(int size) {
            return UNIT + " " + from + "-" + (to - 1) + "/" + size;
        }
    }

    /** Reads a header for a content of this many bytes. */
    static ByteRanges parse(String header, int size) {
        if (!header.startsWith(PREFIX)) {
            return INVALID;
        }
        List<Part> parts = new ArrayList<>();
        boolean beyond = false;
        for (String one : header.substring(PREFIX.length()).split(",", -1)) {
            String range = one.strip();
            if (range.isEmpty()) {
                continue;
            }
            Part part = part(range, size);
            if (part == null) {
                return INVALID;
            }
            if (part.from < size || range.startsWith("-")) {
                parts.add(part);
            } else {
                beyond = true;
            }
        }
        return beyond && parts.isEmpty()
                ? new ByteRanges(parts, NO_OVERLAP)
                : new ByteRanges(List.copyOf(parts), null);
    }

    /** Together they would be longer than the whole. */
    boolean exceed(int size) {
        return parts.stream().mapToLong(Part::length).sum() > size;
    }

    /** From {@code first-last}, {@code first-} or {@code -length}; null where it is neither. */
    private static @Nullable Part part(String range, int size) {
        int dash = range.indexOf('-');
        if (dash < 0) {
            return null;
        }
        String first = range.substring(0, dash).strip();
        String last = range.substring(dash + 1).strip();
        long end = last.isEmpty() ? Integer.MAX_VALUE : number(last);
        if (first.isEmpty()) {
            return last.isEmpty() || last.startsWith("-") || end < 0
                    ? null
                    : new Part((int) Math.max(0, size - end), size);
        }
        long start = number(first);
        if (start < 0) {
            return null;
        }
        if (start >= size) {
            return new Part(size, size);
        }
        return start > end ? null : new Part((int) start, (int) Math.min(end, size - 1L) + 1);
    }

    /** A number; negative where it is none, or one. */
    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
