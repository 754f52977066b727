package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Texts as long as the head of a request may be: some are read before the caller is known. */
class LongTextsTest {
    private static final int LONGEST = 256 * 1024;
    private static final int PARTS = 64;
    private static final int ROUNDS = 7;

    @Test
    void zerosBeforeANumberDoNotCount() {
        assertThat(GoDurationSyntax.problem("0".repeat(LONGEST) + "1s")).isEmpty();
        assertThat(Numbers.isLong("0".repeat(LONGEST) + "1")).isTrue();
    }

    @Test
    void fractionsMayBeOfAnyLength() {
        assertThat(GoDurationSyntax.problem("1." + "9".repeat(LONGEST) + "h")).isEmpty();
    }

    @Test
    void largeNumbersAreOutOfRange() {
        assertThat(GoDurationSyntax.problem("1" + "0".repeat(LONGEST) + "ns"))
                .startsWith("time: invalid duration");
        assertThat(Numbers.isLong("-1" + "0".repeat(LONGEST))).isFalse();
        assertThat(Numbers.isLong("9223372036854775807")).isTrue();
        assertThat(Numbers.isLong("9223372036854775808")).isFalse();
        assertThat(Numbers.isLong("-9223372036854775808")).isTrue();
    }

    /** A text as long as 64 others may take as long as they do together, with room for noise. */
    @Test
    void timeGrowsWithTheLengthAndNotWithItsSquare() {
        for (String form : List.of("%ss", "0.%ss", "1.%sh")) {
            isLinear("7", digits -> GoDurationSyntax.problem(form.formatted(digits)));
        }
        isLinear("7", Numbers::isLong);
        isLinear("1ns", GoDurationSyntax::problem);
        isLinear("\"a\",", LongTextsTest::compare);
        isLinear("7", digits -> AcceptClause.number(digits + "x"));
        isLinear("7", digits -> AcceptClause.number("." + digits + "e" + digits + "x"));
    }

    private static void compare(String tags) {
        Map<String, String> headers = Map.of("If-None-Match", tags);
        ApiRequest request = ApiRequest.parse("GET", "/openapi/v2", null, headers::get);
        assertThat(new Preconditions(request, "\"b\"", Instant.EPOCH).outcome())
                .isEqualTo(Preconditions.Outcome.SEND);
    }

    private static void isLinear(String unit, Consumer<String> reader) {
        String whole = unit.repeat(LONGEST / unit.length());
        String part = unit.repeat(LONGEST / unit.length() / PARTS);
        long once = Long.MAX_VALUE;
        long inParts = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            reader.accept(whole);
            long middle = System.nanoTime();
            for (int at = 0; at < PARTS; at++) {
                reader.accept(part);
            }
            once = Math.min(once, middle - start);
            inParts = Math.min(inParts, System.nanoTime() - middle);
        }
        assertThat((double) once / inParts).isLessThan(PARTS / 4.0);
    }
}
