package io.kubemeter.apiserver;

import io.kubemeter.apiserver.kube.KubeConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code kubemeter serve}: reads flags, starts the server, and stops it on SIGTERM or SIGINT.
 *
 * <p><b>Owner:</b> construction only; one command per process.
 */
final class ServeCommand {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    ServeCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Serves until a signal ends the process; returns only when there is nothing to serve. */
    int run(List<String> arguments) {
        Flags.Parsed parsed = Flags.parse(arguments, environment);
        FlagValues flags = parsed.values();
        if (flags.on("help") || flags.on("help-all")) {
            out.print(flags.on("help-all") ? FlagHelp.all() : FlagHelp.common());
            return Main.DONE;
        }
        if (flags.on("version")) {
            out.println(Version.text());
            return Main.DONE;
        }
        ConfigReader.Result read = ConfigReader.read(flags);
        List<String> problems = new ArrayList<>(parsed.problems());
        problems.addAll(read.problems());
        if (!problems.isEmpty()) {
            problems.forEach(problem -> err.println("kubemeter: " + problem));
            return Main.USAGE;
        }
        LogConfigurator.apply(
                LogConfigurator.Format.valueOf(
                        flags.text("logging-format").toUpperCase(Locale.ROOT)),
                (int) flags.number("v"));
        announce(parsed);
        return read.config().map(this::serve).orElse(Main.USAGE);
    }

    private int serve(Config config) {
        MetricsServer server;
        try {
            server =
                    MetricsServer.start(
                            config, environment, InstantSource.system(), System::nanoTime);
        } catch (KubeConfigException e) {
            err.println("kubemeter: " + e.getMessage());
            return Main.USAGE;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.error("Cannot start", e);
            return Main.FAILED;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
        server.awaitClosed();
        return Main.DONE;
    }

    /** A clean stop is exit code 0, where the JVM would say 143 after SIGTERM. */
    private static void stop(MetricsServer server) {
        server.close();
        Runtime.getRuntime().halt(Main.DONE);
    }

    private static void announce(Flags.Parsed parsed) {
        LOG.atInfo()
                .addKeyValue("version", Version.text())
                .addKeyValue("flags", parsed.values().notable())
                .log("Starting Kubemeter");
        if (parsed.values().number("v") > 0) {
            LOG.atInfo().addKeyValue("flags", parsed.values().origins()).log("Effective flags");
        }
        for (String flag : parsed.inert()) {
            LOG.atWarn()
                    .addKeyValue("flag", "--" + flag)
                    .log("The flag is accepted for compatibility and has no effect");
        }
    }
}
