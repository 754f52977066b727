package io.kubemeter.kubelet.exposition;

import io.kubemeter.kubelet.exposition.DecodeResult.Decoded;
import io.kubemeter.kubelet.exposition.DecodeResult.Refused;
import io.kubemeter.model.ExtraUsage;
import io.kubemeter.model.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of {@code /metrics/resource}: all of it, or nothing.
 *
 * <p>A line of a family that we know must be well-formed. Where its value or time is impossible,
 * its pod is refused and the rest holds. Families that we do not know are skipped unread. Rows are
 * joined by name, whatever order families and rows come in, and of two equal ones the last wins.
 *
 * <p><b>Owner:</b> one event loop; it decodes the bodies of all nodes of that loop, each with the
 * {@link RowMemory} of its node. No allocation while a node's rows repeat.
 */
public final class ResourceMetricsDecoder {
    /** Start times below, in milliseconds, are no times: kwok tells how long the pod runs. */
    private static final long FIRST_START_MILLIS = 1_000_000_000_000L;

    private final ScrapeTable table;
    private final Decoded decoded;
    private final RowFinder rows;
    private final ExpositionParser parser;
    private long defaultTimestampMillis;

    /** A decoder of CPU, memory and start times. */
    public ResourceMetricsDecoder() {
        this(false);
    }

    /** A decoder that also reads how much swap is used, or skips that unread. */
    public ResourceMetricsDecoder(boolean withSwap) {
        table = new ScrapeTable(withSwap);
        decoded = new Decoded(table);
        rows = new RowFinder(table);
        parser = new ExpositionParser(FamilyName.all(withSwap));
    }

    /**
     * Decodes one body.
     *
     * @param memory what is remembered of this node
     * @param body holds the body from its first byte on; not kept
     * @param length how many bytes the body has
     * @param requestMillis the time of samples that have none of their own
     */
    public DecodeResult decode(RowMemory memory, byte[] body, int length, long requestMillis) {
        table.clear();
        rows.begin(memory, body, length);
        defaultTimestampMillis = requestMillis;
        if (!parser.open(body, length)) {
            parser.moveTo(length);
            return refused(parser.line(), "the body ends within a line");
        }
        while (!parser.atEnd()) {
            Family family = parser.family();
            if (family == null) {
                parser.skipLine();
                continue;
            }
            int lineStart = parser.at();
            Refused refused = line(family, lineStart);
            if (refused != null) {
                return refused;
            }
        }
        table.finish();
        rows.remember();
        return decoded;
    }

    private @Nullable Refused line(Family family, int lineStart) {
        boolean labelled = parser.skipName();
        return switch (family) {
            case CONTAINER_CPU, CONTAINER_MEMORY, CONTAINER_START, CONTAINER_SWAP ->
                    container(family, labelled, lineStart);
            case NODE_CPU, NODE_MEMORY, NODE_SWAP -> node(family, labelled, lineStart);
            case RESOURCE_SCRAPE_ERROR, SCRAPE_ERROR -> scrapeError(family, labelled, lineStart);
        };
    }

    private @Nullable Refused container(Family family, boolean labelled, int lineStart) {
        int row = labelled ? rows.find(family, parser.at()) : RowFinder.NAMELESS;
        if (row == RowFinder.MALFORMED) {
            return malformed(family, lineStart, "labels");
        }
        if (labelled) {
            parser.moveTo(rows.labelsEnd());
        }
        if (!parser.value(family.scale())) {
            return malformed(family, lineStart, "value");
        }
        if (!parser.timestamp(defaultTimestampMillis)) {
            return malformed(family, lineStart, "timestamp");
        }
        if (row == RowFinder.NAMELESS) {
            table.namelessLine();
        } else {
            take(family, row);
        }
        return null;
    }

    private void take(Family family, int row) {
        long value = parser.value();
        if (family == Family.CONTAINER_START) {
            // Kubelets from 1.22 to 1.28 repeat it as its timestamp, which says nothing.
            takeStart(row);
        } else if (family == Family.CONTAINER_SWAP) {
            table.swap(row, told(value));
        } else if (unusable() || (family == Family.CONTAINER_MEMORY && value < 0)) {
            table.impossibleValue(row);
        } else if (family == Family.CONTAINER_CPU) {
            table.cpu(row, value, parser.timestampMillis());
        } else {
            table.memory(row, value);
        }
    }

    /** What is served besides is absent where it cannot be: no reason to refuse the pod. */
    private long told(long value) {
        return parser.impossible() || value < 0 ? ExtraUsage.ABSENT : value;
    }

    private void takeStart(int row) {
        if (parser.negative()) {
            // The zero time of a runtime that does not know when the container started.
            table.start(row, 0);
        } else if (parser.impossible()) {
            table.impossibleValue(row);
        } else {
            table.start(row, parser.value() < FIRST_START_MILLIS ? 0 : parser.value());
        }
    }

    private @Nullable Refused node(Family family, boolean labelled, int lineStart) {
        Refused refused = unlabelled(family, labelled, lineStart);
        if (refused != null) {
            return refused;
        }
        long value = parser.value();
        if (family == Family.NODE_SWAP) {
            table.nodeSwap(told(value));
        } else if (unusable() || (family == Family.NODE_MEMORY && value < 0)) {
            table.impossibleNodeValue();
        } else if (family == Family.NODE_CPU) {
            table.nodeCpu(value, parser.timestampMillis());
        } else {
            table.nodeMemory(value);
        }
        return null;
    }

    /** Whether the value or its time is a number that cannot be. */
    private boolean unusable() {
        return parser.impossible() || parser.timeless();
    }

    private @Nullable Refused scrapeError(Family family, boolean labelled, int lineStart) {
        Refused refused = unlabelled(family, labelled, lineStart);
        if (refused != null || (!parser.impossible() && parser.value() == 0)) {
            return refused;
        }
        parser.moveTo(lineStart);
        return new Refused(Reason.SCRAPE_ERROR, parser.line(), family.text() + " is not 0");
    }

    /** Reads a line whose labels, if any, say nothing to us. */
    private @Nullable Refused unlabelled(Family family, boolean labelled, int lineStart) {
        if (labelled) {
            int labelsEnd = rows.skip(parser.at());
            if (labelsEnd < 0) {
                return malformed(family, lineStart, "labels");
            }
            parser.moveTo(labelsEnd);
        }
        if (!parser.value(family.scale())) {
            return malformed(family, lineStart, "value");
        }
        return parser.timestamp(defaultTimestampMillis)
                ? null
                : malformed(family, lineStart, "timestamp");
    }

    private Refused malformed(Family family, int lineStart, String part) {
        parser.moveTo(lineStart);
        return refused(parser.line(), family.text() + ": " + part + " cannot be read");
    }

    private static Refused refused(int line, String problem) {
        return new Refused(Reason.MALFORMED, line, problem);
    }
}
