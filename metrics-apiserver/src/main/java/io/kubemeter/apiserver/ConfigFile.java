package io.kubemeter.apiserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The file of {@code --config}, line by line: the flat part of YAML, {@code flag-name: value}, with
 * comments, quoted values and lists in brackets. Which names exist is not its business.
 *
 * @param entries what it says, in order
 * @param problems what cannot be read, each with its place
 */
record ConfigFile(List<Entry> entries, List<String> problems) {
    /**
     * One line.
     *
     * @param name the key
     * @param value without quotes; a list as it would stand on a command line
     * @param place file and line
     */
    record Entry(String name, String value, String place) {}

    static ConfigFile read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            return new ConfigFile(
                    List.of(), List.of("--config: cannot read " + file + ": " + e.getMessage()));
        }
        List<Entry> entries = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String text = uncommented(lines.get(i));
            String place = file + ":" + (i + 1);
            if (text.isBlank() || text.strip().equals("---")) {
                continue;
            }
            int colon = text.indexOf(':');
            if (colon < 1 || Character.isWhitespace(text.charAt(0)) || text.startsWith("-")) {
                problems.add(place + ": not a line of kubemeter (expected: flag-name: value)");
                continue;
            }
            String name = text.substring(0, colon).strip();
            if (!names.add(name)) {
                problems.add(place + ": " + name + " stands here twice");
                continue;
            }
            entries.add(new Entry(name, value(text.substring(colon + 1).strip()), place));
        }
        return new ConfigFile(entries, problems);
    }

    /** Without its comment, which begins with a hash behind a space and outside quotes. */
    private static String uncommented(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
                return line.substring(0, i).stripTrailing();
            }
        }
        return line.stripTrailing();
    }

    private static String value(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            return Arrays.stream(text.substring(1, text.length() - 1).split(",", -1))
                    .map(part -> unquoted(part.strip()))
                    .collect(Collectors.joining(","));
        }
        return unquoted(text);
    }

    private static String unquoted(String text) {
        char first = text.isEmpty() ? 0 : text.charAt(0);
        boolean quoted =
                text.length() > 1
                        && (first == '"' || first == '\'')
                        && text.charAt(text.length() - 1) == first;
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
