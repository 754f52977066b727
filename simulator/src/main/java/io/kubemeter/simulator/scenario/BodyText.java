package io.kubemeter.simulator.scenario;

import io.kubemeter.simulator.world.SimulatedPod;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Small lies in the text of {@code /metrics/resource}. */
final class BodyText {
    private static final Pattern TIMESTAMP = Pattern.compile("(?m) (\\d{10,})$");
    private static final String CPU = "container_cpu_usage_seconds_total{";

    private BodyText() {}

    /** Changes the rows of one pod, its containers' and its own. */
    static String ofPod(String text, SimulatedPod pod, UnaryOperator<String> change) {
        String labels = "namespace=\"" + pod.namespace() + "\",pod=\"" + pod.name() + "\"}";
        return lines(text, line -> line.contains(labels) ? change.apply(line) : line);
    }

    /** Changes the CPU value of one pod's containers. */
    static String cpuOfPod(String text, SimulatedPod pod, UnaryOperator<String> change) {
        return ofPod(text, pod, line -> line.startsWith(CPU) ? value(line, change) : line);
    }

    /** Drops every row that starts so, and the comments of its family. */
    static String without(String text, String family) {
        return lines(text, line -> line.contains(family) ? "" : line);
    }

    /** Changes the start times of containers. */
    static String starts(String text, DoubleUnaryOperator change) {
        return lines(
                text,
                line ->
                        line.startsWith("container_start_time_seconds{")
                                ? value(line, it -> started(it, change))
                                : line);
    }

    private static String started(String seconds, DoubleUnaryOperator change) {
        return BigDecimal.valueOf(change.applyAsDouble(Double.parseDouble(seconds)))
                .setScale(3, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    static String shifted(String text, long byMillis) {
        return TIMESTAMP.matcher(text).replaceAll(it -> " " + (stamp(it) + byMillis));
    }

    static String value(String line, UnaryOperator<String> change) {
        int from = line.indexOf("} ") + 2;
        int to = line.indexOf(' ', from);
        int end = to < 0 ? line.length() : to;
        return line.substring(0, from)
                + change.apply(line.substring(from, end))
                + line.substring(end);
    }

    private static long stamp(MatchResult match) {
        return Long.parseLong(match.group(1));
    }

    private static String lines(String text, UnaryOperator<String> change) {
        return text.lines()
                .map(change)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
