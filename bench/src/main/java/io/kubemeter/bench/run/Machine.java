package io.kubemeter.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were measured on. */
record Machine(
        int cores, String processor, String kernel, String jdk, long memoryBytes, String load) {

    static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                first("/proc/sys/kernel/osrelease"),
                Runtime.version().toString(),
                ProcessProbe.bytes(lines("/proc/meminfo"), "MemTotal:"),
                first("/proc/loadavg"));
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException _) {
            return List.of();
        }
    }

    private static String first(String file) {
        var lines = lines(file);
        return lines.isEmpty() ? "unknown" : lines.getFirst();
    }

    private static String field(String file, String name) {
        for (String line : lines(file)) {
            if (line.startsWith(name)) {
                return line.substring(line.indexOf(':') + 1).trim();
            }
        }
        return "unknown";
    }
}
