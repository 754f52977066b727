package io.kubemeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The list of guards that {@code bench/guards} disables one by one: each can be disabled by its one
 * line, has a test that is there, and stands in {@code docs/security.md} beside its threat.
 */
class GuardsTest {
    private static final Path HOME = Path.of("..");
    private static final List<String> KEYS =
            List.of("guard", "file", "from", "to", "module", "test");
    private static final List<Map<String, String>> GUARDS = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        for (String block : text("bench/guards.list").split("\n\n", -1)) {
            Map<String, String> guard = new HashMap<>();
            block.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> {
                        int colon = line.indexOf(": ");
                        guard.put(line.substring(0, colon), line.substring(colon + 2));
                    });
            if (!guard.isEmpty()) {
                GUARDS.add(guard);
            }
        }
    }

    @Test
    void everyGuardIsWholeAndHasANameOfItsOwn() {
        assertThat(GUARDS).hasSizeGreaterThan(30);
        assertThat(GUARDS).allSatisfy(guard -> assertThat(guard.keySet()).containsAll(KEYS));
        assertThat(GUARDS.stream().map(guard -> guard.get("guard"))).doesNotHaveDuplicates();
    }

    @Test
    void everyGuardIsALineThatCanBeDisabled() throws IOException {
        for (Map<String, String> guard : GUARDS) {
            long lines =
                    text(value(guard, "file"))
                            .lines()
                            .filter(line -> line.contains(value(guard, "from")))
                            .count();
            assertThat(lines)
                    .as("%s: lines with %s", guard.get("guard"), guard.get("from"))
                    .isOne();
        }
    }

    @Test
    void everyTestIsThere() throws IOException {
        for (Map<String, String> guard : GUARDS) {
            String[] test = value(guard, "test").split("#", 2);
            String source = "/src/test/java/" + test[0].replace('.', '/') + ".java";
            assertThat(text(value(guard, "module") + source))
                    .as("test of %s", guard.get("guard"))
                    .contains("void " + test[1] + "(");
        }
    }

    @Test
    void everyGuardStandsBesideItsThreat() throws IOException {
        String page = text("docs/security.md");
        int tests = page.indexOf("### Guards and their tests");
        String threats = page.substring(0, tests);
        for (Map<String, String> guard : GUARDS) {
            String name = "`" + guard.get("guard") + "`";
            String test = value(guard, "test").replaceFirst(".*\\.", "").replace('#', '.');
            assertThat(threats).contains(name);
            assertThat(page.substring(tests).lines())
                    .as(name)
                    .anyMatch(line -> line.contains(name) && line.contains("`" + test + "`"));
        }
    }

    private static String value(Map<String, String> guard, String key) {
        return guard.getOrDefault(key, "");
    }

    private static String text(String path) throws IOException {
        return Files.readString(HOME.resolve(path));
    }
}
