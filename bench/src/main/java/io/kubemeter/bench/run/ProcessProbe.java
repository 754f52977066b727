package io.kubemeter.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads what a process has cost so far, from outside, as the kernel counts it. */
final class ProcessProbe {
    /** The kernel shows times in hundredths of a second on every architecture. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int THREADS = 17;

    private final Path process;

    private ProcessProbe(Path process) {
        this.process = process;
    }

    static ProcessProbe of(long pid) {
        return new ProcessProbe(Path.of("/proc", Long.toString(pid)));
    }

    /** One reading: processor time of all threads, and memory. */
    record Reading(
            double cpuSeconds, long rssBytes, long anonBytes, long peakRssBytes, int threads) {}

    Reading read() throws IOException {
        String[] stat = afterName(Files.readString(process.resolve("stat")));
        List<String> status = Files.readAllLines(process.resolve("status"));
        double ticks = Double.parseDouble(stat[USER_TICKS]) + Long.parseLong(stat[SYSTEM_TICKS]);
        return new Reading(
                ticks / TICKS_PER_SECOND,
                bytes(status, "VmRSS:"),
                bytes(status, "RssAnon:"),
                bytes(status, "VmHWM:"),
                Integer.parseInt(stat[THREADS]));
    }

    /** The fields of a stat line from the state on; a program's name may hold blanks. */
    static String[] afterName(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
    }

    static long bytes(List<String> status, String key) {
        for (String line : status) {
            if (line.startsWith(key)) {
                String kibibytes = line.substring(key.length()).replace("kB", "").trim();
                return Long.parseLong(kibibytes) * 1024;
            }
        }
        return 0;
    }
}
