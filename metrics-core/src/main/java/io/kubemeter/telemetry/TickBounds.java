package io.kubemeter.telemetry;

import java.util.Arrays;

/** The bounds of the tick duration: the usual ones, and some around the resolution. */
final class TickBounds {
    private static final double[] USUAL_SECONDS = {
        .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
    };
    private static final double MILLIS_PER_SECOND = 1e3;

    private TickBounds() {}

    static double[] of(long resolutionMillis) {
        double resolution = resolutionMillis / MILLIS_PER_SECOND;
        double last = USUAL_SECONDS[USUAL_SECONDS.length - 1];
        if (resolution > last) {
            return with(
                    last + (resolution - last) / 2, resolution, 1.5 * resolution, 2 * resolution);
        }
        return Arrays.binarySearch(USUAL_SECONDS, resolution) >= 0
                ? USUAL_SECONDS.clone()
                : with(resolution);
    }

    private static double[] with(double... more) {
        double[] bounds = Arrays.copyOf(USUAL_SECONDS, USUAL_SECONDS.length + more.length);
        System.arraycopy(more, 0, bounds, USUAL_SECONDS.length, more.length);
        Arrays.sort(bounds);
        return bounds;
    }
}
