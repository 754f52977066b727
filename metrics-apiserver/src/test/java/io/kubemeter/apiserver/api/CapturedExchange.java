package io.kubemeter.apiserver.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One captured exchange: what a client sent, and what metrics-server answered.
 *
 * @param name the file's name
 * @param method the method
 * @param target path and query
 * @param headers what the client added, in order
 * @param client the client's certificate, and how it was told to behave
 * @param status the answer's status; 0 where there was none
 * @param answerHeaders its headers, by lower-case name
 * @param body its body, a character for each byte
 */
record CapturedExchange(
        String name,
        String method,
        String target,
        List<Map.Entry<String, String>> headers,
        String client,
        int status,
        Map<String, String> answerHeaders,
        String body) {
    private static final String CLIENT = "# client certificate: ";

    static List<CapturedExchange> all() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted().map(CapturedExchange::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CapturedExchange named(String prefix) {
        return all().stream().filter(e -> e.name.startsWith(prefix)).findFirst().orElseThrow();
    }

    /** The first value of a request header. */
    @Nullable String header(String wanted) {
        return headers.stream()
                .filter(h -> h.getKey().equalsIgnoreCase(wanted))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        return name;
    }

    private static Path folder() {
        try {
            return Path.of(CapturedExchange.class.getResource("/metrics-server/exchanges").toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static CapturedExchange read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CapturedExchange parse(String name, byte[] bytes) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        int request = all.indexOf("\n\n");
        List<String> lines = all.substring(0, request).lines().toList();
        String[] first = lines.getFirst().split(" ", 2);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        String client = "";
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith(CLIENT)) {
                client = line.substring(CLIENT.length());
            } else if (line.endsWith(";")) {
                headers.add(Map.entry(line.substring(0, line.length() - 1), ""));
            } else {
                int colon = line.indexOf(':');
                headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
        String answer = all.substring(request + 2);
        if (answer.startsWith("# no answer")) {
            return new CapturedExchange(name, first[0], first[1], headers, client, 0, Map.of(), "");
        }
        int head = answer.indexOf("\n\n");
        List<String> answerLines = answer.substring(0, head).lines().toList();
        Map<String, String> answerHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : answerLines.subList(1, answerLines.size())) {
            int colon = line.indexOf(':');
            answerHeaders.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        String body = answer.substring(head + 2);
        String length = answerHeaders.get("Content-Length");
        if (length != null && Integer.parseInt(length) < body.length()) {
            body = body.substring(0, Integer.parseInt(length));
        }
        int status = Integer.parseInt(answerLines.getFirst().split(" ", 3)[1]);
        return new CapturedExchange(
                name, first[0], first[1], headers, client, status, answerHeaders, body);
    }
}
