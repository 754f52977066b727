package io.kubemeter.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The server under test as a child of this process; what it logs goes to a file.
 *
 * <p><b>Owner:</b> any thread.
 */
final class Service implements AutoCloseable {
    private static final int STOP_SECONDS = 20;
    private static final int TAIL_LINES = 20;

    private final Process process;
    private final Path log;
    private final long startNanos;

    private Service(Process process, Path log, long startNanos) {
        this.process = process;
        this.log = log;
        this.startNanos = startNanos;
    }

    static Service start(Path program, List<String> arguments, Path log, LongSupplier nanos)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments);
        long startNanos = nanos.getAsLong();
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        return new Service(process, log, startNanos);
    }

    long pid() {
        return process.pid();
    }

    /** When it was started. */
    long startNanos() {
        return startNanos;
    }

    void mustLive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(
                    "the server ended with "
                            + process.exitValue()
                            + "; its last words:\n"
                            + tail());
        }
    }

    String tail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        int from = Math.max(0, lines.size() - TAIL_LINES);
        return String.join("\n", lines.subList(from, lines.size()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
