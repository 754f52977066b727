package io.kubemeter.kubelet.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NumberScannerTest {
    private static final int NANOS = 9;
    private static final int ONES = 0;

    private final NumberScanner scanner = new NumberScanner();

    @Test
    void plainNumbersAreScaled() {
        value("4.710169", NANOS, "4710169000");
        value("0.011539289", NANOS, "11539289");
        value("357.35491", NANOS, "357354910000");
        value("0", NANOS, "0");
        value("1", NANOS, "1000000000");
        value("1.", NANOS, "1000000000");
        value(".5", NANOS, "500000000");
        value("+2", ONES, "2");
        value("007", ONES, "7");
    }

    @Test
    void exponentsAreApplied() {
        value("1.253376e+07", ONES, "12533760");
        value("1.616273408e+09", ONES, "1616273408");
        value("1.616273408E9", ONES, "1616273408");
        value("1.7952318913718379e+09", 3, "1795231891371");
        value("1.633252712e+9", 3, "1633252712000");
        value("5e-09", NANOS, "5");
        value("1234567.8912345e+2", NANOS, "123456789123450000");
        value("0e999999999999", ONES, "0");
    }

    @Test
    void whatIsBelowOneIsCutOff() {
        value("0.9999999999", NANOS, "999999999");
        value("12.99", ONES, "12");
        value("1e-400", NANOS, "0");
        value("-0", ONES, "0");
        value("-0.0e5", ONES, "0");
    }

    @Test
    void manyDigitsAreRead() {
        value("0.00000000000000000000000000000000000123e36", NANOS, "1230000000");
        value("1.00000000000000000000000000000000000001", NANOS, "1000000000");
        value("9999999999999999999", ONES, "9999999999999999999");
        value("18446744073709551615", ONES, "18446744073709551610");
        value("18446744073.709551615", NANOS, "18446744073709551610");
    }

    @Test
    void numbersAboveSixtyFourBitsAreImpossible() {
        kind("18446744074", NANOS, NumberScanner.Kind.IMPOSSIBLE);
        kind("1e300", ONES, NumberScanner.Kind.IMPOSSIBLE);
        kind("1e400", ONES, NumberScanner.Kind.IMPOSSIBLE);
        kind("100000000000000000000", ONES, NumberScanner.Kind.IMPOSSIBLE);
        kind("1e99999999999999999999", ONES, NumberScanner.Kind.IMPOSSIBLE);
    }

    @Test
    void whatIsNoNumberOfThingsIsImpossible() {
        kind("NaN", ONES, NumberScanner.Kind.IMPOSSIBLE);
        kind("nan", ONES, NumberScanner.Kind.IMPOSSIBLE);
        kind("Inf", ONES, NumberScanner.Kind.IMPOSSIBLE);
        kind("+Inf", ONES, NumberScanner.Kind.IMPOSSIBLE);
        kind("-inf", ONES, NumberScanner.Kind.IMPOSSIBLE);
        kind("+INFINITY", ONES, NumberScanner.Kind.IMPOSSIBLE);
        kind("-1", ONES, NumberScanner.Kind.NEGATIVE);
        kind("-6.795364578871345e+09", 3, NumberScanner.Kind.NEGATIVE);
    }

    @Test
    void whatGoDoesNotReadIsMalformed() {
        malformed("");
        malformed("-");
        malformed(".");
        malformed("e5");
        malformed("1e");
        malformed("1e+");
        malformed("0x10");
        malformed("0x1p4");
        malformed("1_000");
        malformed("1f");
        malformed("1d");
        malformed("1L");
        malformed("+NaN");
        malformed("infinit");
        malformed("1.2.3");
        malformed("1,5");
        malformed("5\r");
        malformed("\u0661");
    }

    private void value(String text, int scale, String expected) {
        byte[] body = bytes(text);
        assertThat(scanner.scan(body, 0, scale)).as(text).isEqualTo(NumberScanner.Kind.VALUE);
        assertThat(scanner.end()).as(text).isEqualTo(text.length());
        assertThat(Long.toUnsignedString(scanner.value())).as(text).isEqualTo(expected);
    }

    private void kind(String text, int scale, NumberScanner.Kind expected) {
        assertThat(scanner.scan(bytes(text), 0, scale)).as(text).isEqualTo(expected);
        assertThat(scanner.end()).as(text).isEqualTo(text.length());
    }

    /** Either the number is refused, or it ends before the text does, which the parser refuses. */
    private void malformed(String text) {
        byte[] body = bytes(text);
        NumberScanner.Kind kind = scanner.scan(body, 0, ONES);
        boolean whole = kind != NumberScanner.Kind.MALFORMED && body[scanner.end()] == '\n';
        assertThat(whole).as(text).isFalse();
    }

    private static byte[] bytes(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
