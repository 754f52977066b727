package io.kubemeter.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.LongSupplier;
import picocli.CommandLine.ParameterException;

/** Starts {@code bench/run}: clocks, options, and what is printed at the end. */
public final class Main {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String... arguments) {
        System.setProperty("logback.configurationFile", "io/kubemeter/bench/run/logback-bench.xml");
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        Settings settings;
        try {
            Path home = Path.of(System.getProperty("kubemeter.home", ".")).toAbsolutePath();
            settings = CommandLine.parse(home, arguments);
        } catch (ParameterException e) {
            System.err.println(e.getMessage());
            System.err.println("see bench/run --help");
            return MISUSED;
        }
        if (settings == null) {
            System.out.print(CommandLine.help());
            return 0;
        }
        return run(settings, System::nanoTime);
    }

    private static Bench.ClusterFactory clusters() {
        return (shape, directory) ->
                LoopbackCluster.start(shape, directory, InstantSource.system());
    }

    private static int run(Settings settings, LongSupplier nanos) {
        Progress progress = new Progress(System.err, nanos);
        try (Stop stop = Stop.withProcess()) {
            Report report = new Bench(settings, stop, progress, nanos, clusters()).run();
            if (report != null) {
                System.out.print(settings.json() ? JsonReport.of(report) : TextReport.of(report));
            }
            return 0;
        } catch (IOException e) {
            progress.say(String.format(Locale.ROOT, "failed: %s", cause(e)));
            return FAILED;
        } catch (InterruptedException _) {
            progress.say("stopped");
            return FAILED;
        }
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure.getMessage() + (cause == null ? "" : ": " + cause);
    }
}
