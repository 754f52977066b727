package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.apiserver.api.CapturedAnswer;
import io.kubemeter.apiserver.api.FarmWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What kube-apiserver's aggregator sent to metrics-server, sent to us over HTTP/2 with its
 * certificate: the heads of our answers are the captured ones.
 */
class AggregatorContract {
    /** Told by the capture's world, by time, or by a hash: there, but of any value. */
    private static final Set<String> FREE = Set.of("date", "etag", "last-modified", "expires");

    private static final Pattern HASH = Pattern.compile("\\?hash=[0-9A-F]{128}");
    private static final List<Map.Entry<String, String>> ADMIN =
            List.of(
                    Map.entry("X-Remote-User", "system:aggregator"),
                    Map.entry("X-Remote-Group", "system:masters"));

    @TempDir static Path folder;

    private static ReplayedService service;
    private static ReplayClient client;

    @BeforeAll
    static void start() throws Exception {
        service = ReplayedService.start(folder, FarmWorld.sources());
        service.at(Instant.parse("2026-11-21T03:24:06Z"));
        client = new ReplayClient(service);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    static List<AggregatedExchange> compared() {
        return AggregatedExchange.all();
    }

    @Test
    void allFilesAreThere() {
        assertThat(AggregatedExchange.all()).hasSize(19);
    }

    @ParameterizedTest
    @MethodSource("compared")
    void headIsTheCapturedOne(AggregatedExchange exchange) throws Exception {
        CapturedAnswer answer = send(exchange);
        assertThat(answer.version()).isEqualTo("HTTP/2");
        assertThat(answer.status()).isEqualTo(exchange.answer().status());
        assertThat(meaning(exchange, answer)).isEqualTo(meaning(exchange, exchange.answer()));
    }

    private static CapturedAnswer send(AggregatedExchange exchange)
            throws IOException, InterruptedException {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (Map.Entry<String, String> header : exchange.headers()) {
            // These two the client says by itself, of this connection and this body.
            if (!header.getKey().equals("Host") && !header.getKey().equals("Content-Length")) {
                headers.add(header);
            }
        }
        return client.overHttp2(
                exchange.method(), withOurHash(exchange.target()), headers, exchange.body());
    }

    /** A document's address carries its hash, and our documents have others. */
    private static String withOurHash(String target) throws IOException, InterruptedException {
        Matcher theirs = HASH.matcher(target);
        if (!theirs.find()) {
            return target;
        }
        String path = target.substring(0, theirs.start());
        String index = client.overHttp2("GET", "/openapi/v3", ADMIN, "").body();
        int address = index.indexOf(path + "?hash=");
        Matcher ours = HASH.matcher(index);
        assertThat(address).isNotNegative();
        assertThat(ours.find(address)).isTrue();
        return theirs.replaceFirst(Matcher.quoteReplacement(ours.group()));
    }

    /** What the head says, however the body's length is told. */
    private static Map<String, List<String>> meaning(
            AggregatedExchange exchange, CapturedAnswer answer) {
        Map<String, List<String>> meaning = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        boolean named =
                exchange.headers().stream().anyMatch(header -> header.getKey().equals("Audit-Id"));
        for (Map.Entry<String, String> header : answer.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean free = FREE.contains(name) || (name.equals("audit-id") && !named);
            if (!name.equals("content-length")) {
                meaning.computeIfAbsent(name, any -> new ArrayList<>())
                        .add(free ? "" : header.getValue());
            }
        }
        return meaning;
    }
}
