package io.kubemeter.kubelet;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one real kubelet knew at any time of 150 seconds, put together from bodies that were
 * captured every 2.5 seconds: each sample is visible from its own timestamp on.
 */
final class CapturedTimeline {
    private static final Pattern LINE =
            Pattern.compile("(?<series>[^# ]+) (?<value>\\S+)( (?<millis>\\d+))?");

    /** By series, by the time from which it is visible, its line. */
    private final Map<String, NavigableMap<Long, String>> lines = new TreeMap<>();

    private CapturedTimeline() {}

    static CapturedTimeline read() {
        CapturedTimeline timeline = new CapturedTimeline();
        for (Path body : files("resource-")) {
            text(body).lines().forEach(timeline::add);
        }
        return timeline;
    }

    /** The body that the kubelet would have given at this time. */
    byte[] bodyAt(long epochMillis) {
        StringBuilder body = new StringBuilder();
        for (NavigableMap<Long, String> series : lines.values()) {
            Map.Entry<Long, String> visible = series.floorEntry(epochMillis);
            if (visible != null) {
                body.append(visible.getValue()).append('\n');
            }
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The files of the timeline whose names begin so, in order. */
    static List<Path> files(String prefix) {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bodies as they were captured. */
    static List<byte[]> bodies() {
        List<byte[]> bodies = new ArrayList<>();
        for (Path body : files("resource-")) {
            bodies.add(text(body).getBytes(StandardCharsets.UTF_8));
        }
        return bodies;
    }

    /** When a file was received, which is the number in its name. */
    static long receivedMillis(Path file) {
        String name = file.getFileName().toString();
        String seconds = name.replaceAll("^[a-z-]+-|\\.[a-z]+$", "");
        return Math.round(Double.parseDouble(seconds) * 1e3);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
            String millis = matcher.group("millis");
            lines.computeIfAbsent(matcher.group("series"), series -> new TreeMap<>())
                    .put(millis == null ? 0 : Long.parseLong(millis), line);
        }
    }

    private static Path folder() {
        try {
            return Path.of(requireNonNull(CapturedTimeline.class.getResource("timeline")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
