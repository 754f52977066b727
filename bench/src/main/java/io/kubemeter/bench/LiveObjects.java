package io.kubemeter.bench;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the heap consists of, by class, as the JVM itself counts it after a full collection. */
record LiveObjects(Map<String, Count> byClass) {
    private static final int SHOWN = 150;
    private static final Pattern LINE =
            Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)(?: .*)?");

    /** What the collector fills gaps with: nobody's. */
    private static final String FILLER = "FillerElement";

    private static final Count NONE = new Count(0, 0);

    /** Objects of one class. */
    record Count(long instances, long bytes) {
        Count less(Count other) {
            return new Count(instances - other.instances, bytes - other.bytes);
        }
    }

    /** Those that live now. */
    static LiveObjects now() throws JMException {
        String histogram =
                (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "gcClassHistogram",
                                        new Object[] {new String[0]},
                                        new String[] {String[].class.getName()});
        Map<String, Count> counts = new HashMap<>();
        for (String line : histogram.lines().toList()) {
            Matcher of = LINE.matcher(line);
            if (of.matches() && !line.contains(FILLER)) {
                Count count = new Count(Long.parseLong(of.group(1)), Long.parseLong(of.group(2)));
                counts.put(of.group(3), count);
            }
        }
        return new LiveObjects(counts);
    }

    long bytes() {
        return byClass.values().stream().mapToLong(Count::bytes).sum();
    }

    /** What has gone since, for each of so many owners, the largest first. */
    String goneSince(LiveObjects later, int owners) {
        return byClass.entrySet().stream()
                .map(of -> Map.entry(of.getKey(), of.getValue().less(later.count(of.getKey()))))
                .sorted(Comparator.comparingLong(of -> -of.getValue().bytes))
                .limit(SHOWN)
                .filter(of -> of.getValue().bytes >= owners)
                .map(of -> line(of.getKey(), of.getValue(), owners))
                .collect(Collectors.joining());
    }

    private Count count(String name) {
        return byClass.getOrDefault(name, NONE);
    }

    private static String line(String name, Count count, int owners) {
        return String.format(
                Locale.ROOT,
                "%8.1f bytes in %6.1f of %s%n",
                (double) count.bytes / owners,
                (double) count.instances / owners,
                name);
    }
}
