package io.kubemeter.kubelet.exposition;

import io.kubemeter.model.PodKey;
import java.util.Arrays;

/**
 * What is remembered of one node's rows from scrape to scrape: the bytes of their labels, in order,
 * and the names that were read from them. So a row in its usual place costs a comparison of bytes
 * instead of three strings.
 *
 * <p><b>Owner:</b> the event loop that owns the node; one per node, given to the loop's decoder
 * with each body. Changed only when a body was decoded whole and its rows were other ones.
 */
public final class RowMemory {
    private static final byte[] NO_TEXT = {};
    private static final int[] NO_ENDS = {};
    private static final PodKey[] NO_PODS = {};
    private static final String[] NO_CONTAINERS = {};

    private byte[] text = NO_TEXT;
    private int[] ends = NO_ENDS;
    private PodKey[] pods = NO_PODS;
    private String[] containers = NO_CONTAINERS;

    int rows() {
        return pods.length;
    }

    PodKey pod(int row) {
        return pods[row];
    }

    String container(int row) {
        return containers[row];
    }

    /** The length of the labels here if they are this row's and a brace closes them, or -1. */
    int match(int row, byte[] body, int at, int bodyEnd) {
        if (row >= pods.length) {
            return -1;
        }
        int start = row == 0 ? 0 : ends[row - 1];
        int length = ends[row] - start;
        return length < bodyEnd - at
                        && body[at + length] == '}'
                        && Arrays.equals(body, at, at + length, text, start, ends[row])
                ? length
                : -1;
    }

    /** Remembers the rows of this table, whose labels are in this body. */
    void replace(ScrapeTable table, byte[] body) {
        int rows = table.rows();
        int size = 0;
        for (int row = 0; row < rows; row++) {
            size += table.labelEnd(row) - table.labelStart(row);
        }
        byte[] newText = new byte[size];
        int[] newEnds = new int[rows];
        int end = 0;
        for (int row = 0; row < rows; row++) {
            int length = table.labelEnd(row) - table.labelStart(row);
            System.arraycopy(body, table.labelStart(row), newText, end, length);
            end += length;
            newEnds[row] = end;
        }
        text = newText;
        ends = newEnds;
        pods = table.copyOfPods();
        containers = table.copyOfContainers();
    }
}
