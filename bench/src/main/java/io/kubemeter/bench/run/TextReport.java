package io.kubemeter.bench.run;

import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a report as a few lines, for people. */
final class TextReport {
    private static final double MILLIS = 1e6;
    private static final double MEGA = 1e6;

    private final StringBuilder text = new StringBuilder();
    private final Formatter formatter = new Formatter(text, Locale.ROOT);

    private TextReport() {}

    static String of(Report report) {
        TextReport written = new TextReport();
        written.head(report);
        written.startup(report.startup());
        written.steady(report.steady());
        written.afterLoad(report.afterLoad());
        written.load(report);
        written.churn(report.churn());
        return written.text.toString();
    }

    private void head(Report report) {
        Machine machine = report.machine();
        formatter.format("server       %s%n", report.server());
        formatter.format(
                "machine      %d cores, %s, kernel %s, JDK %s, load %s%n",
                machine.cores(),
                machine.processor(),
                machine.kernel(),
                machine.jdk(),
                machine.load());
        Inventory served = report.inventory();
        if (served != null) {
            formatter.format(
                    "serves       %d pods, %d containers%n", served.pods(), served.containers());
        }
    }

    private void startup(Startup.@Nullable Times times) {
        if (times != null) {
            formatter.format(
                    "start        ready %.2f s, first numbers %.2f s, all nodes %.2f s after exec,"
                            + " %.2f CPU-s%n",
                    times.readySeconds(),
                    times.firstNumbersSeconds(),
                    times.allNodesSeconds(),
                    times.cpuSeconds());
        }
    }

    private void steady(@Nullable SteadyWindow steady) {
        if (steady != null) {
            formatter.format(
                    "scraping     %.2f CPU-s per million container samples (%.2f CPU-s in %.0f s,"
                            + " %d scrapes, %.0f us each)%n",
                    steady.cpuSecondsPerMillion(),
                    steady.cpuSeconds(),
                    steady.seconds(),
                    steady.scrapes(),
                    steady.cpuMicrosPerScrape());
            formatter.format("memory       %s%n", memory(steady.end()));
        }
    }

    private void churn(@Nullable Churn churn) {
        if (churn != null) {
            formatter.format(
                    "churn        %.0f pods a second for %.0f s: %.0f %% of a core, known after p50"
                            + " %.0f ms, p99 %.0f ms, max %.0f ms of %d asked after, %d lost%n",
                    churn.rate(),
                    churn.seconds(),
                    churn.cores() * 100,
                    churn.followed().at(0.5) / MILLIS,
                    churn.followed().at(0.99) / MILLIS,
                    churn.followed().max() / MILLIS,
                    churn.followed().count(),
                    churn.lost());
        }
    }

    private void afterLoad(ProcessProbe.@Nullable Reading after) {
        if (after != null) {
            formatter.format(
                    "after load   %s, peak %.0f MB%n", memory(after), after.peakRssBytes() / MEGA);
        }
    }

    private static String memory(ProcessProbe.Reading reading) {
        return String.format(
                Locale.ROOT,
                "%.0f MB resident, %.0f MB of it anonymous",
                reading.rssBytes() / MEGA,
                reading.anonBytes() / MEGA);
    }

    private void load(Report report) {
        if (report.load().isEmpty()) {
            return;
        }
        formatter.format(
                "%-24s %5s %9s %9s %9s %9s %9s %11s%n",
                "milliseconds", "rps", "p50", "p99", "p99.9", "max", "1st byte", "bytes");
        for (LoadResult result : report.load()) {
            Percentiles latency = result.latency();
            formatter.format(
                    "%-24s %5s %9.2f %9.2f %9.2f %9.2f %9.2f %11d%s%n",
                    result.workload(),
                    result.rate() == 0 ? "-" : Integer.toString(result.rate()),
                    latency.at(0.5) / MILLIS,
                    latency.at(0.99) / MILLIS,
                    latency.at(0.999) / MILLIS,
                    latency.max() / MILLIS,
                    result.firstByte().at(0.5) / MILLIS,
                    result.bytesEach(),
                    result.misses().text());
        }
    }
}
