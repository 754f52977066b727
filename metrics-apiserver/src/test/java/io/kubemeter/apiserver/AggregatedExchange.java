package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.CapturedAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A request as kube-apiserver's aggregator sent it to metrics-server, and the head of the answer.
 *
 * @param name the file's name
 * @param method the method
 * @param target path and query
 * @param headers all header lines, in order
 * @param body what was sent with it, or empty
 * @param answer the head of the answer
 */
record AggregatedExchange(
        String name,
        String method,
        String target,
        List<Map.Entry<String, String>> headers,
        String body,
        CapturedAnswer answer) {
    private static final String CONNECTION =
            "# HTTP/2.0 over TLS 1.3, SNI \"metrics-server.kube-system.svc\","
                    + " client certificate CN=front-proxy-client";

    static List<AggregatedExchange> all() {
        try (Stream<Path> files =
                Files.list(Path.of(AggregatedExchange.class.getResource("/aggregator").toURI()))) {
            return files.sorted().map(AggregatedExchange::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static AggregatedExchange read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AggregatedExchange parse(String name, String text) {
        String[] halves = text.strip().split("\n\n", -1);
        require(name, halves.length == 2, "a request and the head of an answer");
        String[] request = halves[0].split("\n", -1);
        require(name, request[0].equals(CONNECTION), "the aggregator's connection");
        String[] first = request[1].split(" ", -1);
        require(name, first.length == 2, "method and target");
        boolean hasBody = request[request.length - 1].startsWith("{");
        int headers = hasBody ? request.length - 1 : request.length;
        String[] answer = halves[1].split("\n", -1);
        String[] status = answer[0].split(" ", 2);
        return new AggregatedExchange(
                name,
                first[0],
                first[1],
                headers(name, List.of(request).subList(2, headers)),
                hasBody ? request[request.length - 1] : "",
                new CapturedAnswer(
                        "HTTP/2",
                        Integer.parseInt(status[0]),
                        "",
                        headers(name, List.of(answer).subList(1, answer.length)),
                        ""));
    }

    private static List<Map.Entry<String, String>> headers(String name, List<String> lines) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            require(name, colon > 0, "a header: " + line);
            headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 2)));
        }
        return headers;
    }

    private static void require(String name, boolean condition, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(
                    name + ": not understood (expected: " + expected + ")");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
