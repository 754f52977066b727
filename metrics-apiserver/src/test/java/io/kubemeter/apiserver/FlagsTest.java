package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagsTest {
    private static final Path FLAGS_PAGE = Path.of("..", "docs", "flags.md");

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
        assertThat(problems).anyMatch(p -> p.contains("\"https\" for --secure-port"));
        assertThat(problems).anyMatch(p -> p.contains("a duration, such as 15s"));
    }

    @Test
    void flagWithoutAnEffectIsAcceptedAndNamed() {
        Flags.Parsed parsed = parse("--audit-log-path=-", "--profiling=false");
        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.inert()).containsExactlyInAnyOrder("audit-log-path", "profiling");
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
        assertThat(FlagHelp.common().lines().count()).isLessThanOrEqualTo(50);
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
