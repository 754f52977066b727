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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A program of somebody else that a test talks to.
 *
 * @param program what is run
 */
record Peer(Path program) {
    private static final long PATIENCE_SECONDS = 60;

    /** What a run ended in. */
    record Outcome(int code, String printed) {}

    /** Skips the calling test aloud where the program is absent and not required. */
    static Peer find(String name) {
        List<Path> found =
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .map(place -> Path.of(place, name))
                        .filter(Files::isExecutable)
                        .toList();
        if ("required".equals(System.getenv("KUBEMETER_PEERS"))) {
            assertThat(found).as(name + " on PATH (KUBEMETER_PEERS=required)").isNotEmpty();
        } else if (found.isEmpty()) {
            System.err.println("SKIPPED: no " + name + " on PATH");
        }
        assumeTrue(!found.isEmpty(), "SKIPPED: no " + name + " on PATH");
        return new Peer(found.getFirst());
    }

    /** Starts it; both of its streams go to {@code log}. The caller ends it. */
    Process start(Path log, String... arguments) throws IOException {
        return new ProcessBuilder(command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Runs it with this text at its input. */
    Outcome run(byte[] input, String... arguments) throws Exception {
        Process process = new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<byte[]> printed =
                    CompletableFuture.supplyAsync(() -> all(process), threads);
            try (var into = process.getOutputStream()) {
                into.write(input);
            }
            String text =
                    new String(
                            printed.get(PATIENCE_SECONDS, TimeUnit.SECONDS),
                            StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Outcome(process.exitValue(), text);
        } finally {
            process.destroyForcibly();
        }
    }

    private static byte[] all(Process process) {
        try {
            return process.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError("no output", e);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
