package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real kubectl, as a user of a cluster runs it. */
final class Kubectl {
    private static final long PATIENCE_SECONDS = 60;

    private final String program;
    private final Path kubeconfig;

    private Kubectl(String program, Path kubeconfig) {
        this.program = program;
        this.kubeconfig = kubeconfig;
    }

    /** Skips the calling test aloud where there is no kubectl and none is required. */
    static Kubectl using(Path folder, String kubeconfig) throws IOException {
        boolean present =
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "kubectl")));
        require(present, "kubectl on PATH");
        return new Kubectl("kubectl", written(folder, kubeconfig));
    }

    /** The one of 2021 that Debian 12 has, as the environment names it; else as {@link #using}. */
    static Kubectl old(Path folder, String kubeconfig) throws IOException {
        String program = System.getenv().getOrDefault("KUBEMETER_OLD_KUBECTL", "");
        require(
                !program.isEmpty() && Files.isExecutable(Path.of(program)),
                "kubectl 1.20 at KUBEMETER_OLD_KUBECTL");
        return new Kubectl(program, written(folder, kubeconfig));
    }

    private static void require(boolean present, String peer) {
        if ("required".equals(System.getenv("KUBEMETER_PEERS"))) {
            assertThat(present).as(peer + " (KUBEMETER_PEERS=required)").isTrue();
        } else if (!present) {
            System.err.println("SKIPPED: no " + peer);
        }
        assumeTrue(present, "SKIPPED: no " + peer);
    }

    private static Path written(Path folder, String kubeconfig) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** Runs it and gives what it prints; fails unless it exits with 0. */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, "--cache-dir=" + cache()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("HOME", kubeconfig.resolveSibling("home").toString());
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s%n%s", command, printed).isZero();
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }

    private Path cache() {
        return kubeconfig.resolveSibling("kubectl-cache");
    }
}
