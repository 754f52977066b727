package io.kubemeter.bench.run;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Measures what a server spends while nothing but scraping happens. */
record SteadyWindow(
        double seconds,
        double cpuSeconds,
        double benchCpuSeconds,
        long scrapes,
        double samples,
        ProcessProbe.Reading end) {
    private static final double NANOS = 1e9;
    private static final double MILLION = 1e6;

    double cpuSecondsPerMillion() {
        return samples == 0 ? 0 : cpuSeconds / samples * MILLION;
    }

    double cpuMicrosPerScrape() {
        return scrapes == 0 ? 0 : cpuSeconds / scrapes * MILLION;
    }

    /** How many containers there are on how many nodes, and who counts scrapes. */
    record Scope(int containers, int nodes, int resolutionSeconds, @Nullable Cluster cluster) {
        /** Scrapes of all kubelets so far as they count them; else as many as are due. */
        double scrapes(double seconds, long before) {
            return cluster == null
                    ? nodes * seconds / resolutionSeconds
                    : (double) (cluster.scrapes() - before);
        }

        long before() {
            return cluster == null ? 0 : cluster.scrapes();
        }
    }

    static SteadyWindow measure(
            ProcessProbe server, Scope scope, int seconds, Stop stop, LongSupplier nanos)
            throws IOException, InterruptedException {
        ProcessProbe bench = ProcessProbe.of(ProcessHandle.current().pid());
        long scrapesBefore = scope.before();
        double benchBefore = bench.read().cpuSeconds();
        double before = server.read().cpuSeconds();
        long from = nanos.getAsLong();
        stop.pause(seconds * 1_000L);
        ProcessProbe.Reading end = server.read();
        double elapsed = (nanos.getAsLong() - from) / NANOS;
        double scrapes = scope.scrapes(elapsed, scrapesBefore);
        return new SteadyWindow(
                elapsed,
                end.cpuSeconds() - before,
                bench.read().cpuSeconds() - benchBefore,
                Math.round(scrapes),
                scrapes * scope.containers() / scope.nodes(),
                end);
    }
}
