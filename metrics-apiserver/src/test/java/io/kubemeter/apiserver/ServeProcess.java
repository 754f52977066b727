package io.kubemeter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as a process of its own, as it runs in production. */
final class ServeProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern ADDRESS = Pattern.compile("address=\"?[^\" ]*:(\\d+)\"?");

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private ServeProcess(Process process) {
        this.process = process;
        this.readers =
                List.of(read(process.getInputStream(), out), read(process.getErrorStream(), err));
    }

    static ServeProcess start(Map<String, String> environment, List<String> arguments)
            throws IOException {
        return start(List.of(), environment, arguments);
    }

    /** The same behind another command, which must become it. */
    static ServeProcess start(
            List<String> before, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
        builder.environment().putAll(environment);
        return new ServeProcess(builder.start());
    }

    private static Thread read(InputStream from, List<String> into) {
        return Thread.ofVirtual().start(() -> readLines(from, into));
    }

    private static void readLines(InputStream from, List<String> into) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                into.add(line);
            }
        } catch (IOException e) {
            into.add("the process was killed: " + e.getMessage());
        }
    }

    /** The port on which it serves, once it does. */
    int port() {
        Matcher address = ADDRESS.matcher(awaitLine("Serving securely"));
        assertThat(address.find()).isTrue();
        return Integer.parseInt(address.group(1));
    }

    /** Waits for a line of the log that contains this, and gives it. */
    String awaitLine(String part) {
        List<String> found = new ArrayList<>();
        ServiceFixture.await(
                part + " in the log: " + err,
                () -> {
                    err.stream()
                            .filter(line -> line.contains(part))
                            .findFirst()
                            .ifPresent(found::add);
                    return !found.isEmpty() || !process.isAlive();
                });
        assertThat(found).as("%s in %s", part, err).isNotEmpty();
        return found.getFirst();
    }

    /** Sends SIGTERM, and goes on reading what the process says. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Sends SIGKILL, and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits for its end and gives the code. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("%s", err).isTrue();
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    List<String> out() {
        return out;
    }

    List<String> err() {
        return err;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
