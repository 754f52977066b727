package io.kubemeter.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo as a newcomer runs it: the launcher, the simulated cluster, the real service. */
class DemoTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern KUBECONFIG = Pattern.compile("export KUBECONFIG=(\\S+)");
    private static final long PATIENCE_SECONDS = 120;

    @BeforeEach
    void modulesArePackaged() {
        boolean packaged = Files.isDirectory(HOME.resolve("metrics-apiserver/target/lib"));
        if (!packaged) {
            System.err.println("SKIPPED: the modules are not packaged; run mvn verify");
        }
        assumeTrue(packaged, "SKIPPED: the modules are not packaged; run mvn verify");
    }

    @Test
    void demoForAWhileEndsByItselfAndLeavesNothing() throws Exception {
        Process demo = start("demo", "--nodes", "2", "--for", "3s");
        String printed = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(printed).isZero();
        assertThat(printed).contains("first numbers after", "numbers for 2 of 2 nodes");
        assertThat(kubeconfig(printed).getParent()).doesNotExist();
    }

    @Test
    void topPrintsTheDemosNodesUntilItIsStopped() throws Exception {
        Process demo = start("demo", "--nodes", "2");
        List<ProcessHandle> children = new ArrayList<>();
        try (BufferedReader lines = demo.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder printed = new StringBuilder();
            Path kubeconfig = null;
            while (kubeconfig == null) {
                String line = lines.readLine();
                assertThat(line).as("%s", printed).isNotNull();
                printed.append(line).append('\n');
                kubeconfig = KUBECONFIG.matcher(line).find() ? kubeconfig(line) : null;
            }
            children.addAll(demo.descendants().toList());
            assertThat(children).as("the service is a child of the demo").isNotEmpty();
            Process top = start("top", "nodes", "--kubeconfig=" + kubeconfig);
            String table = new String(top.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(table).contains("CPU(cores)", "node-01", "node-02");
            demo.destroy();
            assertThat(demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(kubeconfig.getParent()).doesNotExist();
            for (ProcessHandle child : children) {
                child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            demo.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("kubemeter").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KUBEMETER_NO_BUILD", "true");
        return builder.start();
    }

    private static Path kubeconfig(String printed) {
        Matcher matcher = KUBECONFIG.matcher(printed);
        assertThat(matcher.find()).as(printed).isTrue();
        return Path.of(matcher.group(1));
    }
}
