package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagsTest {
    private static final Path FLAGS_PAGE = Path.of("..", "docs", "flags.md");
    private static final Path SCHEMA = Path.of("..", "docs", "config.schema.json");

    @TempDir Path folder;

    @Test
    void referencePageIsTheTable() throws IOException {
        if (Boolean.getBoolean("kubemeter.update")) {
            Files.writeString(FLAGS_PAGE, FlagHelp.page());
        }
        assertThat(Files.readString(FLAGS_PAGE))
                .as("docs/flags.md; -Dtest.jvm.extra=-Dkubemeter.update=true writes it anew")
                .isEqualTo(FlagHelp.page());
    }

    @Test
    void schemaOfTheFileIsTheTable() throws IOException {
        if (Boolean.getBoolean("kubemeter.update")) {
            Files.writeString(SCHEMA, FlagSchema.text());
        }
        assertThat(Files.readString(SCHEMA))
                .as("docs/config.schema.json; -Dtest.jvm.extra=-Dkubemeter.update=true writes it")
                .isEqualTo(FlagSchema.text());
        JsonNode schema = new ObjectMapper().readTree(FlagSchema.text());
        assertThat(schema.path("properties").size())
                .isEqualTo((int) FlagTable.all().stream().filter(f -> f.isForFiles()).count());
        assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
        Pattern duration =
                Pattern.compile(
                        schema.path("properties")
                                .path("metric-resolution")
                                .path("pattern")
                                .asText());
        for (String good : List.of("15s", "1m30s", "1.5h", "0", "250ms")) {
            assertThat(good).matches(duration);
        }
        assertThat("15").doesNotMatch(duration);
    }

    /** The names and defaults as {@code metrics-server --help} of 0.9.0 tells them. */
    @Test
    void everyFlagOfUpstreamHasItsDefault() throws IOException {
        List<String> lines;
        try (InputStream in = FlagsTest.class.getResourceAsStream("/metrics-server/flags.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        assertThat(lines).hasSize(103);
        FlagValues values = valid();
        for (String line : lines) {
            String name = line.substring(0, line.indexOf('='));
            String preset = line.substring(line.indexOf('=') + 1);
            if (name.equals("kubelet-preferred-address-types")) {
                // Upstream begins with Hostname, which needs DNS.
                assertThat(values.list(name)).containsExactlyInAnyOrder(preset.split(","));
            } else {
                assertThat(values.text(name)).as(name).isEqualTo(preset);
            }
        }
    }

    @Test
    void everyDefaultIsOfItsKind() {
        for (FlagDefinition flag : FlagTable.all()) {
            if (!flag.defaultText().isEmpty()) {
                assertThat(parse("--" + flag.name() + "=" + flag.defaultText()).problems())
                        .as(flag.name())
                        .isEmpty();
            }
        }
    }

    @Test
    void argumentsOfTheUpstreamManifestAreUnderstood() {
        FlagValues values =
                valid(
                        "--cert-dir=/tmp",
                        "--secure-port=10250",
                        "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
                        "--kubelet-use-node-status-port",
                        "--metric-resolution=15s");
        assertThat(values.text("cert-dir")).isEqualTo("/tmp");
        assertThat(values.number("secure-port")).isEqualTo(10250);
        assertThat(values.list("kubelet-preferred-address-types"))
                .containsExactly("InternalIP", "ExternalIP", "Hostname");
        assertThat(values.on("kubelet-use-node-status-port")).isTrue();
        assertThat(values.duration("metric-resolution")).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void valuesMayFollowAsAWordOfTheirOwn() {
        assertThat(valid("--secure-port", "4443").number("secure-port")).isEqualTo(4443);
        assertThat(valid("-v", "4").number("v")).isEqualTo(4);
        assertThat(valid("--v=2").number("v")).isEqualTo(2);
        assertThat(valid("-l=pool=a").text("node-selector")).isEqualTo("pool=a");
    }

    @Test
    void firstListReplacesTheDefaultAndLaterOnesAppend() {
        assertThat(
                        valid(
                                        "--kubelet-preferred-address-types=Hostname",
                                        "--kubelet-preferred-address-types=InternalIP")
                                .list("kubelet-preferred-address-types"))
                .containsExactly("Hostname", "InternalIP");
    }

    @Test
    void lastOfARepeatedFlagWins() {
        assertThat(valid("--secure-port=1", "--secure-port=2").number("secure-port")).isEqualTo(2);
    }

    @Test
    void allProblemsAreFoundTogether() {
        List<String> problems =
                parse(
                                "--metric-resolutoin=15s",
                                "--secure-port=https",
                                "--kubelet-request-timeout=9")
                        .problems();
        assertThat(problems).hasSize(3);
        assertThat(problems).anyMatch(p -> p.contains("did you mean --metric-resolution?"));
        assertThat(problems).anyMatch(p -> p.contains("\"https\" for \"--secure-port\" flag"));
        assertThat(problems).anyMatch(p -> p.contains("a duration, such as 15s"));
    }

    @Test
    void flagWithoutAnEffectIsAcceptedAndNamedOnce() {
        Flags.Parsed parsed =
                Flags.parse(
                        List.of("--audit-log-path=-", "--audit-log-path=a", "--vmodule=a=1"),
                        Map.of("KUBEMETER_AUDIT_LOG_PATH", "b"));
        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.inert()).containsExactly("audit-log-path", "vmodule");
    }

    @Test
    void switchesAreReadAsGoReadsThem() {
        for (String on : List.of("true", "1", "t", "T", "TRUE", "True")) {
            assertThat(valid("--kubelet-insecure-tls=" + on).on("kubelet-insecure-tls")).isTrue();
        }
        for (String off : List.of("false", "0", "f", "F", "FALSE", "False")) {
            assertThat(valid("--profiling=" + off).on("profiling")).isFalse();
        }
        assertThat(parse("--profiling=yes").problems())
                .containsExactly(
                        "invalid argument \"yes\" for \"--profiling\" flag: expected true or false");
        assertThat(parse("-v=high").problems())
                .containsExactly(
                        "invalid argument \"high\" for \"-v, --v\" flag: expected a whole number");
    }

    @Test
    void dashOfAWordProcessorIsNamed() {
        assertThat(parse("\u2013secure-port=4443").problems())
                .singleElement()
                .asString()
                .contains("en dash", "two hyphens");
    }

    @Test
    void questionsAreAskedAtTheCommandLineOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("config.yaml"), "help: true\nconfig: x\n");
        Flags.Parsed parsed =
                Flags.parse(
                        List.of("--config=" + file),
                        Map.of("KUBEMETER_VERSION", "0.1.0", "KUBEMETER_HELP", "true"));
        assertThat(parsed.values().on("help")).isFalse();
        assertThat(parsed.problems()).hasSize(2).allMatch(p -> p.contains("unknown key"));
    }

    @Test
    void fileHasCommentsQuotesAndLists() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("config.yaml"),
                        """
                        ---
                        # A comment.
                        secure-port: 4443 # another
                        node-selector: "pool=a # no comment"
                        kubelet-preferred-address-types: [Hostname, 'InternalIP']
                        cert-dir: /tmp#1
                        """);
        FlagValues values = valid("--config=" + file);
        assertThat(values.number("secure-port")).isEqualTo(4443);
        assertThat(values.text("node-selector")).isEqualTo("pool=a # no comment");
        assertThat(values.list("kubelet-preferred-address-types"))
                .containsExactly("Hostname", "InternalIP");
        assertThat(values.text("cert-dir")).isEqualTo("/tmp#1");
    }

    @Test
    void linesThatAreNoneAreRefusedWithTheirPlace() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("config.yaml"),
                        "secure-port: 1\nsecure-port: 2\n  kubelet-port: 1\n- a\nmetric-resolutoin: 15s\n");
        assertThat(parse("--config=" + file).problems())
                .hasSize(4)
                .anyMatch(p -> p.contains("config.yaml:2") && p.contains("twice"))
                .anyMatch(p -> p.contains("config.yaml:3"))
                .anyMatch(p -> p.contains("config.yaml:4"))
                .anyMatch(p -> p.contains("did you mean --metric-resolution?"));
    }

    @Test
    void flagBeatsEnvironmentBeatsFile() throws IOException {
        Path file = folder.resolve("config.yaml");
        Files.writeString(
                file, "# comment\nsecure-port: 1\nkubelet-port: 1\nmetric-resolution: \"20s\"\n");
        Flags.Parsed parsed =
                Flags.parse(
                        List.of("--config=" + file, "--secure-port=3"),
                        Map.of("KUBEMETER_SECURE_PORT", "2", "KUBEMETER_KUBELET_PORT", "2"));
        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.values().number("secure-port")).isEqualTo(3);
        assertThat(parsed.values().number("kubelet-port")).isEqualTo(2);
        assertThat(parsed.values().text("metric-resolution")).isEqualTo("20s");
    }

    @Test
    void unknownKeyInTheFileIsRefusedWithItsLine() throws IOException {
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, "secure-port: 1\nsecurePort: 2\n");
        assertThat(parse("--config=" + file).problems())
                .singleElement()
                .asString()
                .contains("config.yaml:2");
    }

    @Test
    void commonHelpFitsAScreen() {
        assertThat(FlagHelp.common().lines().count()).isLessThanOrEqualTo(40);
        assertThat(FlagHelp.common().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(FlagHelp.all()).contains("--audit-webhook-truncate-max-event-size");
    }

    @Test
    void durationsAreReadAsGoReadsThem() {
        duration("15s", Duration.ofSeconds(15));
        duration("1m30s", Duration.ofSeconds(90));
        duration("1.5h", Duration.ofMinutes(90));
        duration("-2ms", Duration.ofMillis(-2));
        duration("3µs", Duration.ofNanos(3000));
        duration("0", Duration.ZERO);
        for (String bad : List.of("", "15", "s", "1d", "1s ", "1 s", "--1s", "9999999999h")) {
            assertThat(GoDuration.parse(bad)).as(bad).isEmpty();
        }
    }

    private static void duration(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).as(text).contains(expected);
    }

    private static FlagValues valid(String... arguments) {
        Flags.Parsed parsed = parse(arguments);
        assertThat(parsed.problems()).isEmpty();
        return parsed.values();
    }

    private static Flags.Parsed parse(String... arguments) {
        return Flags.parse(List.of(arguments), Map.of());
    }
}
