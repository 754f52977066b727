package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Numbers as long as the head of a request may be: they are read before the caller is known. */
class LongNumbersTest {
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
            isLinear(digits -> GoDurationSyntax.problem(form.formatted(digits)));
        }
        isLinear(Numbers::isLong);
    }

    private static void isLinear(Consumer<String> reader) {
        String whole = "7".repeat(LONGEST);
        String part = "7".repeat(LONGEST / PARTS);
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
