package io.kubemeter.simulator.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.scenario.Scenarios;
import io.kubemeter.simulator.wire.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class DemoTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    private int run(String... arguments) {
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, true, UTF_8), new PrintStream(progress, true, UTF_8));
        return Main.run(arguments, InstantSource.system(), terminal);
    }

    @Test
    void withoutServiceItSaysHowToStartOne() {
        assertThat(run("--no-service", "--for", "0s", "--nodes", "2")).isZero();
        assertThat(out.toString(UTF_8))
                .contains("nodes 2   pods 16")
                .contains("export KUBECONFIG=")
                .contains("--kubelet-use-node-status-port")
                .contains("KUBERNETES_SERVICE_PORT=");
    }

    @Test
    void extraUsageIsForTheService() {
        assertThat(run("--no-service", "--for", "0s", "--extra-usage=swap,ephemeral-storage"))
                .isZero();
        assertThat(out.toString(UTF_8)).contains("    --extra-usage=swap,ephemeral-storage\n");
    }

    @Test
    void jsonNamesEverythingAndNothingIsLeftBehind() {
        assertThat(run("--no-service", "--for", "0s", "-o", "json", "--seed", "9")).isZero();
        Map<String, Object> facts = JsonTree.parse(out.toByteArray());
        assertThat(facts)
                .containsEntry("nodes", "5")
                .containsEntry("pods", "40")
                .containsEntry("seed", "9")
                .containsKeys(
                        "kubeconfig",
                        "directory",
                        "apiserver",
                        "service",
                        "serviceLog",
                        "serviceAccountDir",
                        "tlsCertFile",
                        "tlsPrivateKeyFile",
                        "pid");
        assertThat(Path.of(JsonTree.text(facts, "directory"))).doesNotExist();
    }

    @Test
    void aServiceThatDiesEndsTheDemoWithItsLastWords(@TempDir Path folder) throws IOException {
        Path script = folder.resolve("service");
        Files.writeString(script, "#!/bin/sh\necho \"wrong: $1\"\nexit 3\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        assertThat(run("--service-command", script.toString())).isEqualTo(1);
        assertThat(progress.toString(UTF_8))
                .contains("the service died: exit code 3")
                .contains("wrong: --secure-port=");
    }

    @Test
    void sixNodesAreBrokenAtOnceAndTwoAreWell() {
        assertThat(run("--no-service", "--for", "0s", "--broken", "-o", "json")).isZero();
        Map<String, Object> facts = JsonTree.parse(out.toByteArray());
        assertThat(facts).containsEntry("nodes", "8");
        assertThat(JsonTree.children(facts, "scenarios"))
                .extracting(it -> it.get("node") + " " + it.get("reason"))
                .containsExactly(
                        "node-01 self_signed",
                        "node-02 csr_pending",
                        "node-03 forbidden",
                        "node-04 timeout",
                        "node-05 connect_refused",
                        "node-06 other_node");
    }

    @Test
    void scenariosHaveANodeEach() {
        assertThat(
                        run(
                                "--no-service",
                                "--for",
                                "0s",
                                "--scenario",
                                "f16-redirect,f38-pod-burst",
                                "--scenario=f41-watch-cut",
                                "--pods-per-node=2"))
                .isZero();
        assertThat(out.toString(UTF_8))
                .contains("nodes 5   pods 210")
                .containsPattern("node-01 +f16-redirect +redirected +the kubelet sends us")
                .containsPattern("node-02 +f38-pod-burst +too_young")
                .containsPattern("node-03 +f41-watch-cut +- ");
    }

    @Test
    void allScenariosAreListedWithRowAndReason() {
        assertThat(run("--list-scenarios")).isZero();
        assertThat(out.toString(UTF_8))
                .containsPattern("(?m)^NAME +ROW +REASON +STORY$")
                .containsPattern("(?m)^f16-redirect +F16 +redirected +the kubelet sends us")
                .containsPattern("(?m)^f45-apiserver-down +F45 +- ");
        assertThat(out.toString(UTF_8).lines().count())
                .isEqualTo(1 + Scenarios.all().size() + Scenarios.ofCluster().size());
    }

    @Test
    void badOptionsAreTwo() {
        assertThat(run("--scenario", "f99-nothing", "--no-service")).isEqualTo(2);
        assertThat(run("--broken", "--nodes", "7", "--no-service")).isEqualTo(2);
        assertThat(progress.toString(UTF_8))
                .contains("--scenario: f99-nothing (--list-scenarios shows all)")
                .contains("--nodes: 6 scenarios need 8");
        assertThat(run("--for", "20x")).isEqualTo(2);
        assertThat(run("--nodes", "9001", "--no-service")).isEqualTo(2);
        assertThat(progress.toString(UTF_8)).contains("'20x' is not a duration");
    }

    @Test
    void theFolderIsItsOwnersAloneAndGoesWithAllThatIsInIt() throws IOException {
        Path path;
        try (PrivateFolder folder = PrivateFolder.create()) {
            path = folder.path();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
            Files.createDirectories(path.resolve("a/b"));
            folder.write("c", "text");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void durationsReadAsGosDo() {
        check("20s", 20_000);
        check("1m30s", 90_000);
        check("500ms", 500);
        check("1.5s", 1_500);
        check("2h", 7_200_000);
    }

    private static void check(String text, long millis) {
        assertThat(DurationText.parse(text)).as(text).isEqualTo(Duration.ofMillis(millis));
    }
}
