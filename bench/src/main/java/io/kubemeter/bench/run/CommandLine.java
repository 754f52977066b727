package io.kubemeter.bench.run;

import io.kubemeter.bench.run.Settings.Access;
import io.kubemeter.bench.run.Settings.Load;
import io.kubemeter.bench.run.Settings.Shape;
import io.kubemeter.bench.run.Settings.Subject;
import io.kubemeter.bench.run.Settings.Window;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The options of {@code bench/run}.
 *
 * <p><b>Owner:</b> construction only; {@link #settings} is what is passed on.
 */
@Command(
        name = "bench/run",
        sortOptions = false,
        customSynopsis = "bench/run [options]",
        description = {
            "Measures a metrics server from outside, as a whole process: what scraping costs, how",
            "much memory it holds, how soon it serves, and how fast it answers under load. Starts",
            "a simulated cluster on loopback and the server as its child. Asserts nothing.",
            ""
        },
        footer = {
            "",
            "Figures to be quoted need the defaults: at least 120 s, 5 minutes after ready."
        })
final class CommandLine {
    private static final int DEFAULT_RATE = 200;

    @Option(names = "--nodes", description = "simulated nodes (default ${DEFAULT-VALUE})")
    private int nodes = 1_000;

    @Option(names = "--pods-per-node", description = "(default ${DEFAULT-VALUE})")
    private int podsPerNode = 30;

    @Option(names = "--containers", description = "of each pod (default ${DEFAULT-VALUE})")
    private int containers = 2;

    @Option(names = "--seed", description = "of the simulated world (default ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--warmup", description = "seconds after ready (default ${DEFAULT-VALUE})")
    private int warmup = 300;

    @Option(names = "--seconds", description = "steady window (default ${DEFAULT-VALUE})")
    private int seconds = 120;

    @Option(
            names = "--resolution",
            description = "seconds between two scrapes of a node (default ${DEFAULT-VALUE})")
    private int resolution = 15;

    @Option(
            names = "--churn",
            description = {
                "pods replaced a second, in a window at the end (default ${DEFAULT-VALUE}: none);",
                "tells how soon the server knows of them"
            })
    private int churn = 0;

    @Option(
            names = "--rate",
            split = ",",
            description = "requests a second, several by comma; 0 for no load (default 200)")
    private List<Integer> rates = new ArrayList<>();

    @Option(names = "--load-seconds", description = "of each rate (default ${DEFAULT-VALUE})")
    private int loadSeconds = 60;

    @Option(
            names = "--load-warmup",
            description = "seconds of the same load before, not counted (default ${DEFAULT-VALUE})")
    private int loadWarmup = 10;

    @Option(
            names = "--full-lists",
            description = "lists of all pods, one after the other (default ${DEFAULT-VALUE})")
    private int fullLists = 20;

    @Option(names = "--connections", description = "HTTP/2 connections (default ${DEFAULT-VALUE})")
    private int connections = 4;

    @Option(names = "--gzip", description = "accept compressed answers, as Go clients do")
    private boolean gzip;

    @Option(
            names = "--server",
            description = {
                "another program to start, with metrics-server's argument list",
                "(default ./kubemeter serve)"
            })
    private @Nullable Path server;

    @Option(names = "--server-argument", description = "one more argument for it; may be repeated")
    private List<String> serverArguments = new ArrayList<>();

    @Option(
            names = "--url",
            description = {
                "a server on loopback that runs already; no cluster is started then.",
                "What it serves tells which lists to ask for"
            })
    private @Nullable URI url;

    @Option(names = "--pid", description = "its process; without it no CPU and memory is reported")
    private @Nullable Long pid;

    @Option(names = "--client-certificate", description = "front-proxy certificate, for --url")
    private @Nullable Path certificate;

    @Option(names = "--client-key", description = "its key")
    private @Nullable Path key;

    @Option(names = "--token-file", description = "instead of a certificate: a bearer token")
    private @Nullable Path token;

    @Option(
            names = {"--hold", "--no-service"},
            description = {
                "start only the cluster, print what a server needs to use it, and wait",
                "for Ctrl-C"
            })
    private boolean hold;

    @Option(names = "--for", description = "seconds to --hold at most (default ${DEFAULT-VALUE})")
    private int holdSeconds = 3_600;

    @Option(
            names = {"-o", "--output"},
            description = "text or json (default ${DEFAULT-VALUE})")
    private String output = "text";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and stop")
    private boolean help;

    private CommandLine() {}

    /** What was asked for, or {@code null} where the help was. */
    static @Nullable Settings parse(Path home, String... arguments) {
        CommandLine options = new CommandLine();
        picocli.CommandLine parser = parser(options);
        parser.parseArgs(arguments);
        return options.help ? null : options.settings(home, parser);
    }

    static String help() {
        return parser(new CommandLine()).getUsageMessage();
    }

    private static picocli.CommandLine parser(CommandLine options) {
        return new picocli.CommandLine(options)
                .setUsageHelpWidth(100)
                .setOverwrittenOptionsAllowed(true);
    }

    private Settings settings(Path home, picocli.CommandLine parser) {
        List<String> problems = new ArrayList<>();
        bounds(problems);
        Subject subject = subject(home, problems);
        if (!output.equals("text") && !output.equals("json")) {
            problems.add("--output: " + output + " (expected: text or json)");
        }
        if (!problems.isEmpty()) {
            throw new ParameterException(parser, String.join("\n", problems));
        }
        List<Integer> asked = rates.isEmpty() ? List.of(DEFAULT_RATE) : rates;
        return new Settings(
                new Shape(nodes, podsPerNode, containers, seed),
                new Window(warmup, seconds, resolution, churn),
                new Load(
                        asked.stream().filter(rate -> rate > 0).sorted().toList(),
                        loadSeconds,
                        loadWarmup,
                        fullLists,
                        connections,
                        gzip),
                subject,
                output.equals("json"));
    }

    private void bounds(List<String> problems) {
        bound(problems, "--nodes", nodes, 1, 8_000);
        bound(problems, "--pods-per-node", podsPerNode, 1, 1_000);
        bound(problems, "--containers", containers, 1, 100);
        bound(problems, "--warmup", warmup, 0, 86_400);
        bound(problems, "--seconds", seconds, 1, 86_400);
        bound(problems, "--resolution", resolution, 10, 600);
        bound(problems, "--churn", churn, 0, 10_000);
        bound(problems, "--load-seconds", loadSeconds, 1, 86_400);
        bound(problems, "--load-warmup", loadWarmup, 0, 3_600);
        bound(problems, "--full-lists", fullLists, 0, 10_000);
        bound(problems, "--connections", connections, 1, 1_000);
        bound(problems, "--for", holdSeconds, 1, 86_400);
        for (int rate : rates) {
            bound(problems, "--rate", rate, 0, 20_000);
        }
    }

    private static void bound(List<String> problems, String option, int value, int from, int to) {
        if (value < from || value > to) {
            problems.add(option + ": " + value + " (expected: " + from + " to " + to + ")");
        }
    }

    private Subject subject(Path home, List<String> problems) {
        if (churn > 0 && (hold || url != null)) {
            problems.add("--churn needs a cluster of this bench: neither --hold nor --url");
        }
        if (hold) {
            return new Subject.Nobody(holdSeconds);
        }
        if (url != null) {
            loopback(url, problems);
            if ((certificate == null) != (key == null)) {
                problems.add("--client-certificate and --client-key belong together");
            }
            return new Subject.Running(url, pid, new Access(certificate, key, token));
        }
        if (pid != null) {
            problems.add("--pid needs --url");
        }
        if (server != null) {
            return new Subject.Child(server.toAbsolutePath(), false, serverArguments);
        }
        return new Subject.Child(home.resolve("kubemeter"), true, serverArguments);
    }

    private static void loopback(URI url, List<String> problems) {
        String host = url.getHost();
        boolean fits = false;
        if (host != null && "https".equals(url.getScheme()) && url.getPort() > 0) {
            try {
                fits = InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                problems.add("--url: unknown host " + host);
            }
        }
        if (!fits) {
            problems.add("--url: " + url + " (expected: https://, a loopback host, a port)");
        }
    }
}
