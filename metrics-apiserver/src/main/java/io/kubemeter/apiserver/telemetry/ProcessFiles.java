package io.kubemeter.apiserver.telemetry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@code /proc} about one process. What is not there, or cannot be understood, is absent.
 *
 * @param proc usually {@code /proc}
 * @param self the process's own folder in it
 */
record ProcessFiles(Path proc, Path self) {
    /** Linux tells times in hundredths of a second on every architecture that we serve. */
    private static final double TICKS_PER_SECOND = 100;

    private static final double NO_LIMIT = 1.8446744073709552e19;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int START_TICKS = 19;
    private static final int VIRTUAL_BYTES = 20;

    private static final Pattern BOOT = Pattern.compile("(?m)^btime (\\d+)$");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    /** What a process uses. */
    record Usage(
            OptionalDouble cpuSeconds,
            OptionalDouble startSeconds,
            OptionalDouble virtualBytes,
            OptionalDouble residentBytes) {
        private static final Usage UNKNOWN =
                new Usage(
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty());
    }

    /** Bytes of the network namespace. */
    record Network(OptionalDouble received, OptionalDouble sent) {}

    /** This process. */
    static ProcessFiles own() {
        return new ProcessFiles(Path.of("/proc"), Path.of("/proc/self"));
    }

    Usage usage() {
        String stat = text(self.resolve("stat"));
        // The name stands in brackets and may hold anything, brackets too.
        int name = stat.lastIndexOf(')');
        String[] fields = name < 0 ? new String[0] : stat.substring(name + 2).split(" ", -1);
        if (fields.length <= VIRTUAL_BYTES) {
            return Usage.UNKNOWN;
        }
        OptionalDouble boot = first(BOOT, text(proc.resolve("stat")));
        double started = Double.parseDouble(fields[START_TICKS]) / TICKS_PER_SECOND;
        double ticks =
                Double.parseDouble(fields[USER_TICKS]) + Double.parseDouble(fields[SYSTEM_TICKS]);
        OptionalDouble resident = first(RESIDENT, text(self.resolve("status")));
        return new Usage(
                OptionalDouble.of(ticks / TICKS_PER_SECOND),
                boot.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(boot.getAsDouble() + started),
                OptionalDouble.of(Double.parseDouble(fields[VIRTUAL_BYTES])),
                resident.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(resident.getAsDouble() * 1024));
    }

    OptionalDouble openDescriptors() {
        try (Stream<Path> open = Files.list(self.resolve("fd"))) {
            return OptionalDouble.of((double) open.count());
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    /** A soft limit, by the name that it has in {@code limits}. */
    OptionalDouble limit(String name) {
        for (String line : text(self.resolve("limits")).lines().toList()) {
            if (line.startsWith(name + " ")) {
                String soft = line.substring(name.length()).strip().split("\\s+", 2)[0];
                return OptionalDouble.of(
                        soft.equals("unlimited") ? NO_LIMIT : Double.parseDouble(soft));
            }
        }
        return OptionalDouble.empty();
    }

    Network network() {
        List<String[]> lines =
                text(self.resolve("net").resolve("netstat"))
                        .lines()
                        .filter(line -> line.startsWith("IpExt: "))
                        .map(line -> line.split(" ", -1))
                        .toList();
        return lines.size() == 2
                ? new Network(
                        column(lines.get(0), lines.get(1), "InOctets"),
                        column(lines.get(0), lines.get(1), "OutOctets"))
                : new Network(OptionalDouble.empty(), OptionalDouble.empty());
    }

    private static OptionalDouble column(String[] names, String[] values, String wanted) {
        for (int i = 0; i < Math.min(names.length, values.length); i++) {
            if (names[i].equals(wanted)) {
                return OptionalDouble.of(Double.parseDouble(values[i]));
            }
        }
        return OptionalDouble.empty();
    }

    private static OptionalDouble first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find()
                ? OptionalDouble.of(Double.parseDouble(matcher.group(1)))
                : OptionalDouble.empty();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
