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
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One captured exchange: what a client sent, and what metrics-server answered. Nothing of a file is
 * passed over: {@link #render} gives it back, byte for byte.
 *
 * @param name the file's name
 * @param method the method
 * @param target path and query
 * @param headers what the client added, in order
 * @param client the client's certificate, and how it was told to behave
 * @param answer what came back; {@code null} where nothing did
 */
public record CapturedExchange(
        String name,
        String method,
        String target,
        List<Map.Entry<String, String>> headers,
        String client,
        @Nullable CapturedAnswer answer) {
    private static final String CLIENT = "# client certificate: ";
    private static final String NO_ANSWER = "# no answer: curl: ";
    private static final Set<String> CLIENTS =
            Set.of(
                    "none",
                    "admin",
                    "stranger",
                    "front-proxy-client",
                    "front-proxy-client --http2",
                    "front-proxy-client --path-as-is");

    public static List<CapturedExchange> all() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted().map(CapturedExchange::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CapturedExchange named(String prefix) {
        return all().stream().filter(e -> e.name.startsWith(prefix)).findFirst().orElseThrow();
    }

    /** Reads a capture; throws on anything that has no place in one. */
    public static CapturedExchange parse(String name, String all) {
        int blank = all.indexOf("\n\n");
        require(name, blank > 0, "a blank line behind the request");
        String[] lines = all.substring(0, blank).split("\n", -1);
        String[] first = lines[0].split(" ", -1);
        require(name, first.length == 2, "method and target");
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 1; i < lines.length - 1; i++) {
            headers.add(header(name, lines[i]));
        }
        String last = lines[lines.length - 1];
        require(name, last.startsWith(CLIENT), "the client's certificate in the last line");
        String client = last.substring(CLIENT.length());
        require(name, CLIENTS.contains(client), "a client that is known: " + client);
        String rest = all.substring(blank + 2);
        boolean silent = rest.startsWith(NO_ANSWER);
        CapturedExchange read =
                new CapturedExchange(
                        name,
                        first[0],
                        first[1],
                        headers,
                        client,
                        silent ? null : CapturedAnswer.parse(name, rest));
        require(name, silent || read.render().equals(all), "nothing else");
        return read;
    }

    static void require(String name, boolean condition, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(
                    name + ": not understood (expected: " + expected + ")");
        }
    }

    private static Map.Entry<String, String> header(String name, String line) {
        if (line.endsWith(";") && line.indexOf(':') < 0) {
            return Map.entry(line.substring(0, line.length() - 1), "");
        }
        int colon = line.indexOf(": ");
        require(name, colon > 0, "a header: " + line);
        return Map.entry(line.substring(0, colon), line.substring(colon + 2));
    }

    /** The first value of a request header. */
    @Nullable String header(String wanted) {
        return headers.stream()
                .filter(h -> h.getKey().equalsIgnoreCase(wanted))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    int status() {
        return answer == null ? 0 : answer.status();
    }

    @Nullable String answerHeader(String wanted) {
        return answer == null ? null : answer.header(wanted);
    }

    String body() {
        return answer == null ? "" : answer.body();
    }

    /** The file that this was read from; not for an exchange without an answer. */
    public String render() {
        StringBuilder out = new StringBuilder(requestText());
        return answer == null ? out.toString() : out.append(answer.render()).toString();
    }

    /** The part of the file before the answer. */
    public String requestText() {
        StringBuilder out = new StringBuilder(method + " " + target + "\n");
        for (Map.Entry<String, String> header : headers) {
            out.append(header.getKey());
            out.append(header.getValue().isEmpty() ? ";" : ": " + header.getValue()).append('\n');
        }
        return out.append(CLIENT).append(client).append("\n\n").toString();
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
            return parse(
                    file.getFileName().toString(),
                    Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
