package io.kubemeter.apiserver.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Styles that Go's encoder chooses; whole objects are compared with captures elsewhere. */
class YamlTextTest {
    @Test
    void stringsAreQuotedOnlyWhereTheyMust() {
        scalar("web", "web");
        scalar("663496Ki", "663496Ki");
        scalar("12", "\"12\"");
        scalar("1e3", "\"1e3\"");
        scalar("0x1f", "\"0x1f\"");
        scalar("-", "'-'");
        scalar("", "\"\"");
        scalar("true", "\"true\"");
        scalar("no", "\"no\"");
        scalar("null", "\"null\"");
        scalar("~", "\"~\"");
        scalar("2026-11-21", "\"2026-11-21\"");
        scalar("2026-11-21T03:36:58Z", "\"2026-11-21T03:36:58Z\"");
        scalar("12:30:45", "\"12:30:45\"");
        scalar("node \"nope\" not found", "node \"nope\" not found");
        scalar("\"quoted\"", "'\"quoted\"'");
        scalar("it's: so", "'it''s: so'");
        scalar("a #b", "'a #b'");
        scalar("a#b", "a#b");
        scalar("*x", "'*x'");
        scalar("&x", "'&x'");
        scalar("x:", "'x:'");
        scalar("a: b", "'a: b'");
        scalar("a:b", "a:b");
        scalar("\u0000", "\"\\0\"");
        scalar("é", "é");
        scalar("\u001f", "\"\\x1F\"");
        scalar("😀", "\"\\U0001F600\"");
        scalar("\ufeff", "\"\\uFEFF\"");
    }

    @Test
    void keysAreSortedAndListsStandUnderTheirKey() {
        assertThat(yaml("{\"b\":[{\"z\":1,\"y\":[]},\"s\"],\"a\":{\"c\":{}},\"d\":null}"))
                .isEqualTo("a:\n  c: {}\nb:\n- \"y\": []\n  z: 1\n- s\nd: null\n");
    }

    @Test
    void textWithLinesIsLiteral() {
        assertThat(yaml("{\"a\":\"406: Not\\n\\nAvailable: x\"}"))
                .isEqualTo("a: |-\n  406: Not\n\n  Available: x\n");
        scalar("\n", "|2+\n");
        scalar("a\n", "|\n  a");
        scalar("a\n\n", "|+\n  a\n");
        scalar(" a\nb", "|2-\n   a\n  b");
        scalar("\na", "|2-\n\n  a");
    }

    @Test
    void linesThatWouldLoseSomethingAreQuoted() {
        scalar("a \nb", "\"a \\nb\"");
        scalar("a\nb ", "\"a\\nb \"");
        scalar("a\tb\nc", "\"a\\tb\\nc\"");
    }

    @Test
    void longQuotedTextIsFoldedToo() {
        scalar(
                "\u0007" + " word".repeat(30),
                "\"\\a" + " word".repeat(15) + "\n  word" + " word".repeat(14) + "\"");
        scalar("\u0007" + "x".repeat(90) + "  y", "\"\\a" + "x".repeat(90) + "\n  \\ y\"");
    }

    @Test
    void longTextIsFoldedAtSpaces() {
        String words = "word ".repeat(30).strip();
        assertThat(yaml("{\"a\":\"" + words + "\"}"))
                .isEqualTo(
                        "a: "
                                + "word ".repeat(16).strip()
                                + "\n  "
                                + "word ".repeat(14).strip()
                                + "\n");
    }

    private static void scalar(String text, String expected) {
        assertThat(yaml("{\"k\":" + JsonWriter.quote(text) + "}"))
                .isEqualTo("k: " + expected + "\n");
    }

    private static String yaml(String json) {
        return new String(YamlText.of(json), StandardCharsets.UTF_8);
    }
}
