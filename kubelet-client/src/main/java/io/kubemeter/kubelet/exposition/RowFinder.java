package io.kubemeter.kubelet.exposition;

import io.kubemeter.model.PodKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells which row a line belongs to, by its labels. Kubelets list the same rows in the same order
 * in every family and in every scrape, so the first guess is nearly always right and allocates
 * nothing.
 *
 * <p><b>Owner:</b> the decoder that made it.
 */
final class RowFinder {
    /** The labels are not well-formed. */
    static final int MALFORMED = -1;

    /** The labels do not name a container. */
    static final int NAMELESS = -2;

    private static final int UNKNOWN = -3;

    /** How many rows may be missing in one place before names are looked up. */
    private static final int NEAR = 4;

    private final ScrapeTable table;
    private final LabelReader labels = new LabelReader();
    private final NameCache names = new NameCache();
    private final int[] next = new int[Family.WITH_ROWS];

    private RowMemory memory = new RowMemory();
    private byte[] body = {};
    private int bodyEnd;
    private int labelsEnd;
    private int nextRemembered;
    private boolean asRemembered;
    private @Nullable RowLookup lookup;

    RowFinder(ScrapeTable table) {
        this.table = table;
    }

    void begin(RowMemory ofNode, byte[] bytes, int end) {
        memory = ofNode;
        body = bytes;
        bodyEnd = end;
        Arrays.fill(next, 0);
        nextRemembered = 0;
        asRemembered = true;
        lookup = null;
    }

    /** Remembers the rows of a body that was decoded whole. */
    void remember() {
        if (!asRemembered || table.rows() != memory.rows()) {
            memory.replace(table, body);
        }
        lookup = null;
    }

    /**
     * The row whose labels begin here, behind the brace; or {@code MALFORMED} or {@code NAMELESS}.
     */
    int find(Family family, int at) {
        int guess = next[family.index()];
        int row = near(guess, at);
        if (row == UNKNOWN) {
            row = byName(at);
        }
        boolean near = row >= guess && row - guess <= NEAR;
        if (row >= 0 && (near || lookup != null)) {
            next[family.index()] = row + 1;
        }
        return row;
    }

    /** Behind the closing brace of labels that begin here and matter to nobody, or -1. */
    int skip(int at) {
        return labels.read(body, at);
    }

    /** Behind the closing brace of the labels that were found last. */
    int labelsEnd() {
        return labelsEnd;
    }

    private int near(int guess, int at) {
        if (sameAsRow(guess, at)) {
            return guess;
        }
        for (int i = nextRemembered; i < nextRemembered + NEAR; i++) {
            int length = memory.match(i, body, at, bodyEnd);
            if (length >= 0) {
                labelsEnd = at + length + 1;
                return remembered(i, at, at + length);
            }
            if (sameAsRow(guess + 1 + i - nextRemembered, at)) {
                return guess + 1 + i - nextRemembered;
            }
        }
        return UNKNOWN;
    }

    private boolean sameAsRow(int row, int at) {
        if (row >= table.rows()) {
            return false;
        }
        int start = table.labelStart(row);
        int end = table.labelEnd(row);
        int length = end - start;
        boolean same =
                length < bodyEnd - at
                        && body[at + length] == '}'
                        && Arrays.equals(body, at, at + length, body, start, end);
        if (same) {
            labelsEnd = at + length + 1;
        }
        return same;
    }

    private int remembered(int rememberedRow, int labelStart, int labelEnd) {
        PodKey pod = memory.pod(rememberedRow);
        String container = memory.container(rememberedRow);
        Integer row = lookup == null ? null : lookup.row(pod, container);
        return row == null ? add(rememberedRow, labelStart, labelEnd) : row;
    }

    private int add(int rememberedRow, int labelStart, int labelEnd) {
        asRemembered &= rememberedRow == table.rows();
        nextRemembered = rememberedRow + 1;
        return add(
                labelStart, labelEnd, memory.pod(rememberedRow), memory.container(rememberedRow));
    }

    private int add(int labelStart, int labelEnd, PodKey pod, String container) {
        int row = table.add(labelStart, labelEnd, pod, container);
        if (lookup != null) {
            lookup.added(row, pod, container);
        }
        return row;
    }

    private int byName(int at) {
        labelsEnd = labels.read(body, at);
        if (labelsEnd < 0) {
            return MALFORMED;
        }
        String container = labels.container();
        String namespace = labels.namespace();
        String podName = labels.pod();
        if (container == null || namespace == null || podName == null) {
            return NAMELESS;
        }
        RowLookup rows = lookup;
        if (rows == null) {
            rows = new RowLookup(table, memory);
            lookup = rows;
        }
        PodKey pod = rows.shared(new PodKey(names.shared(namespace), podName));
        Integer row = rows.row(pod, container);
        if (row != null) {
            return row;
        }
        Integer rememberedRow = rows.rememberedRow(pod, container);
        if (rememberedRow != null) {
            return add(rememberedRow, at, labelsEnd - 1);
        }
        asRemembered = false;
        return add(at, labelsEnd - 1, pod, names.shared(container));
    }
}
