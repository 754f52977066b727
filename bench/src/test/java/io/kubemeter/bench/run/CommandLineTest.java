package io.kubemeter.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubemeter.bench.run.Settings.Shape;
import io.kubemeter.bench.run.Settings.Subject;
import io.kubemeter.bench.run.Settings.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class CommandLineTest {
    private static final Path HOME = Path.of("/checkout");

    private static Settings parse(String... arguments) {
        return Objects.requireNonNull(CommandLine.parse(HOME, arguments));
    }

    @Test
    void defaultsAreTheQuotedSetUp() {
        Settings settings = parse();
        assertThat(settings.shape()).isEqualTo(new Shape(1_000, 30, 2, 1));
        assertThat(settings.window()).isEqualTo(new Window(300, 120, 15, 0));
        assertThat(settings.load().rates()).containsExactly(200);
        assertThat(settings.json()).isFalse();
        assertThat(settings.subject())
                .isEqualTo(new Subject.Child(HOME.resolve("kubemeter"), true, List.of()));
    }

    @Test
    void sizesAndTimesAreTaken() {
        Settings settings =
                parse(
                        ("--nodes 3 --pods-per-node 4 --containers 1 --warmup 0 --seconds 5 --churn 7"
                                        + " -o json")
                                .split(" "));
        assertThat(settings.shape()).isEqualTo(new Shape(3, 4, 1, 1));
        assertThat(settings.window()).isEqualTo(new Window(0, 5, 15, 7));
        assertThat(settings.json()).isTrue();
    }

    @Test
    void ratesAreTakenInOrderAndZeroMeansNone() {
        assertThat(parse("--rate", "500,50,200").load().rates()).containsExactly(50, 200, 500);
        assertThat(parse("--rate", "0").load().rates()).isEmpty();
    }

    @Test
    void runningServerIsNamedByUrlAndPid() {
        Settings settings = parse("--url", "https://127.0.0.1:4443", "--pid", "17");
        assertThat(settings.subject())
                .isInstanceOfSatisfying(
                        Subject.Running.class,
                        running -> {
                            assertThat(running.url()).hasPort(4443);
                            assertThat(running.pid()).isEqualTo(17);
                        });
    }

    @Test
    void anotherServerIsStartedWithoutOurArguments() {
        Settings settings = parse("--server", "/bin/metrics-server", "--server-argument=--v=2");
        assertThat(settings.subject())
                .isEqualTo(
                        new Subject.Child(Path.of("/bin/metrics-server"), false, List.of("--v=2")));
    }

    @Test
    void holdingStartsNoService() {
        assertThat(parse("--no-service", "--for", "9").subject()).isEqualTo(new Subject.Nobody(9));
    }

    @Test
    void whatCannotBeDoneIsRefusedAllAtOnce() {
        refused("--nodes", "--nodes", "0");
        refused("--rate", "--rate", "30000");
        refused("loopback", "--url", "https://192.0.2.1:443");
        refused("loopback", "--url", "http://127.0.0.1:443");
        refused("--pid needs --url", "--pid", "1");
        refused("belong together", "--url", "https://127.0.0.1:1", "--client-key", "k");
        refused("--churn needs a cluster", "--churn", "1", "--hold");
        refused("--output", "--nodes", "0", "-o", "xml");
        refused("--nodes", "--nodes", "0", "-o", "xml");
        refused("Unknown option", "--node", "3");
    }

    private static void refused(String said, String... arguments) {
        assertThatThrownBy(() -> parse(arguments))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(said);
    }

    @Test
    void helpNamesEveryDefaultThatCounts() {
        assertThat(CommandLine.parse(HOME, "--help")).isNull();
        assertThat(CommandLine.help()).contains("--warmup", "300", "--url", "--hold", "--rate");
    }
}
