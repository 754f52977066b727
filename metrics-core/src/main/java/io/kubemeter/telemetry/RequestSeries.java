package io.kubemeter.telemetry;

import java.util.concurrent.atomic.LongAdder;

/**
 * The requests of one route, with the labels by which upstream tells them apart. Made once per
 * route; any thread may count.
 */
public final class RequestSeries {
    /** The status codes that we answer; others share the last place. */
    private static final int[] CODES = {
        200, 304, 400, 404, 405, 406, 413, 415, 422, 429, 500, 503, 504
    };

    private static final int OTHER = 0;

    private static final double[] DURATION_BOUNDS = {
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20,
        30, 45, 60
    };

    /** The families about service levels lack the two finest bounds. */
    private static final int SERVICE_LEVEL_FEWER = 2;

    /**
     * What is told about a route; absent parts are empty.
     *
     * @param verb {@code GET}, {@code LIST} or {@code WATCH}
     * @param group the API group
     * @param version its version
     * @param resource the resource
     * @param subresource of a path that is no resource, the path
     * @param scope {@code resource}, {@code namespace}, {@code cluster} or nothing
     * @param component who answers
     */
    public record Route(
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String scope,
            String component) {}

    private final Route route;
    private final LongAdder[] byCode = new LongAdder[CODES.length + 1];
    private final Distribution durations = Distribution.ofNanos(DURATION_BOUNDS);
    private final Distribution sizes = Distribution.ofBytes(Distribution.exponential(1000, 10, 7));

    RequestSeries(Route route) {
        this.route = route;
        for (int i = 0; i < byCode.length; i++) {
            byCode[i] = new LongAdder();
        }
    }

    /** Counts a request that was answered to its end. */
    public void answered(int code, long nanos, long bytes) {
        count(code);
        durations.observe(nanos);
        sizes.observe(bytes);
    }

    /** Counts a request that was turned away before anybody looked at it. */
    public void count(int code) {
        int place = 0;
        while (place < CODES.length && CODES[place] != code) {
            place++;
        }
        byCode[place].increment();
    }

    public Route route() {
        return route;
    }

    /** Takes each code that was answered, and how often. */
    public void codes(CodeCounts into) {
        for (int i = 0; i < byCode.length; i++) {
            long count = byCode[i].sum();
            if (count > 0) {
                into.accept(i < CODES.length ? CODES[i] : OTHER, count);
            }
        }
    }

    /** Takes codes and their counts. */
    @FunctionalInterface
    public interface CodeCounts {
        /** {@code code} is 0 for all that have no place of their own. */
        void accept(int code, long count);
    }

    /** How long answers took, to their last byte. */
    public HistogramSnapshot durations() {
        return durations.snapshot();
    }

    /** The same by the bounds of the families about service levels. */
    public HistogramSnapshot serviceLevel() {
        return durations.snapshotFrom(SERVICE_LEVEL_FEWER);
    }

    /** How large bodies were. */
    public HistogramSnapshot sizes() {
        return sizes.snapshot();
    }
}
