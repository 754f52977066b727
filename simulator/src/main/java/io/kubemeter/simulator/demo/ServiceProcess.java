package io.kubemeter.simulator.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The real service, as a child with an argument list as in a cluster.
 *
 * <p><b>Owner:</b> the main thread, and the hook that ends the process.
 */
final class ServiceProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final int TAIL_LINES = 30;

    private final Process process;
    private final Path log;

    private ServiceProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts the command with metrics-server's arguments; it finds the API server as a pod does.
     */
    static ServiceProcess start(String command, ServiceFiles files, int apiserverPort, int port)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(command);
        line.addAll(files.arguments(port));
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(files.log().toFile());
        builder.environment().putAll(environment(files, apiserverPort));
        builder.environment().remove("KUBECONFIG");
        return new ServiceProcess(builder.start(), files.log());
    }

    static Map<String, String> environment(ServiceFiles files, int apiserverPort) {
        return Map.of(
                "KUBERNETES_SERVICE_HOST", "127.0.0.1",
                "KUBERNETES_SERVICE_PORT", Integer.toString(apiserverPort),
                "KUBEMETER_SERVICEACCOUNT_DIR", files.serviceAccount().toString());
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** What it said last, and how it ended. */
    String lastWords() {
        return "exit code " + process.exitValue() + "; its log ends:\n" + tail();
    }

    String tail() {
        try {
            List<String> lines = Files.readAllLines(log, UTF_8);
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Asks it to end, and ends it where it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
