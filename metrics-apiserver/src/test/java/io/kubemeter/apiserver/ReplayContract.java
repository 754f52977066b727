package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.kubemeter.apiserver.api.CapturedAnswer;
import io.kubemeter.apiserver.api.CapturedExchange;
import io.kubemeter.apiserver.api.CapturedWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every captured exchange with metrics-server, sent again to us over TLS: we answer the same, but
 * for the differences of the closed list {@link ReplayDifference#ALL}.
 */
class ReplayContract {
    private static final int MOST_ALTERATIONS = 2_500;
    private static final long SEED = 20_261_121;

    @TempDir static Path folder;

    private static ReplayedService service;
    private static final Map<String, CapturedAnswer> ANSWERS = new LinkedHashMap<>();

    @BeforeAll
    static void replay() throws Exception {
        service = ReplayedService.start(folder, CapturedWorld.sources());
        ReplayClient client = new ReplayClient(service);
        for (CapturedExchange exchange : CapturedExchange.all()) {
            service.at(time(exchange));
            ANSWERS.put(exchange.name(), client.send(exchange));
        }
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    static List<CapturedExchange> compared() {
        return CapturedExchange.all();
    }

    @ParameterizedTest
    @MethodSource("compared")
    void answerIsTheCapturedOne(CapturedExchange exchange) {
        assertThat(comparison(exchange).difference(exchange)).isEmpty();
    }

    @Test
    void allFilesAreThere() {
        assertThat(ANSWERS).hasSize(163);
    }

    @Test
    void everyOtherByteMatters() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        List<String> unnoticed = new ArrayList<>();
        int altered = 0;
        for (CapturedExchange exchange : compared()) {
            if (exchange.answer() == null) {
                continue;
            }
            ReplayComparison comparison = comparison(exchange);
            BitSet free = ReplayComparison.free(exchange);
            String file = exchange.render();
            int from = exchange.requestText().length();
            int step = 1 + (file.length() - from) / MOST_ALTERATIONS;
            for (int at = from; at < file.length(); at += step) {
                char other = (char) (file.charAt(at) ^ random.nextInt(1, 256));
                if (!free.get(at)) {
                    altered++;
                    if (!isNoticed(comparison, exchange.name(), file, at, other)) {
                        unnoticed.add(exchange + " at " + at + ": " + (int) other);
                    }
                }
            }
        }
        assertThat(unnoticed).as("seed " + SEED).isEmpty();
        assertThat(altered).isGreaterThan(100_000);
    }

    private static ReplayComparison comparison(CapturedExchange exchange) {
        return new ReplayComparison(
                Objects.requireNonNull(ANSWERS.get(exchange.name())),
                ReplayDifference.in(exchange));
    }

    private static boolean isNoticed(
            ReplayComparison comparison, String name, String file, int at, char other) {
        String changed = file.substring(0, at) + other + file.substring(at + 1);
        CapturedExchange altered;
        try {
            altered = CapturedExchange.parse(name, changed);
        } catch (IllegalArgumentException e) {
            return true;
        }
        return !comparison.difference(altered).isEmpty();
    }

    @Test
    void everyDifferenceIsUsedAndExplained() throws Exception {
        String page = Files.readString(Path.of("../docs/compatibility.md"));
        for (ReplayDifference difference : ReplayDifference.ALL) {
            assertThat(CapturedExchange.all().stream().anyMatch(difference::concerns))
                    .as(difference.toString())
                    .isTrue();
            assertThat(page).as(difference.toString()).contains("\n| " + difference.row() + " |");
        }
    }

    @Test
    void fileThatSaysSomethingElseIsNotUnderstood() {
        String good = compared().getFirst().render();
        CapturedExchange.parse("good", good);
        for (String bad :
                List.of(
                        "",
                        good.replace("# client", "# other"),
                        good.replace("front-proxy-client", "front-proxy-client --insecure"),
                        good.replace("GET / ", "GET / HTTP/1.1"),
                        good.replaceFirst("Audit-Id: ", "Audit-Id:"),
                        good.replaceFirst("User-Agent: ", "User-Agent:"))) {
            if (bad.equals(good)) {
                continue;
            }
            try {
                CapturedExchange.parse("bad", bad);
                fail("understood:\n" + bad);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("not understood");
            }
        }
    }

    private static Instant time(CapturedExchange exchange) {
        String date = exchange.answer() == null ? null : exchange.answer().header("Date");
        return date == null
                ? Instant.parse("2026-11-21T03:37:00Z")
                : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
