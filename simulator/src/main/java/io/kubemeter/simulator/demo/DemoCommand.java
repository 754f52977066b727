package io.kubemeter.simulator.demo;

import io.kubemeter.simulator.demo.DemoOptions.Output;
import io.kubemeter.simulator.demo.DemoOptions.ServicePlan;
import io.kubemeter.simulator.demo.DemoOptions.Size;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.scenario.Scenario;
import io.kubemeter.simulator.scenario.Scenarios;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options of {@code kubemeter demo}.
 *
 * <p><b>Owner:</b> the main thread.
 */
@Command(
        name = "kubemeter demo",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "kubemeter 0.1.0",
        usageHelpWidth = 100,
        synopsisHeading = "Usage: ",
        customSynopsis = "kubemeter demo [OPTION...]",
        description = {
            "Starts a simulated cluster on 127.0.0.1, kubelets and a kube-apiserver with real TLS,",
            "and the real service beside it. Ctrl-C stops both and removes everything."
        },
        footer = {
            "",
            "-o json prints one object once the first numbers are there: kubeconfig, directory,",
            "apiserver, service, serviceLog, serviceAccountDir, tlsCertFile, tlsPrivateKeyFile,",
            "pid, servicePid, nodes, pods, seed, scenarios, firstNumbersSeconds. Progress goes to stderr.",
            "",
            "Exit codes: 0 stopped in order, 1 something failed, 2 bad options."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int MOST_NODES = 8_000;
    private static final int USUAL_NODES = 5;

    private final InstantSource clock;
    private final Supplier<ClusterPki> pki;
    private final Terminal terminal;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "How many nodes (default: 5, or two more than scenarios).")
    private @Nullable Integer nodes;

    @Option(
            names = "--pods-per-node",
            defaultValue = "8",
            paramLabel = "N",
            description = "How many pods each has (default: ${DEFAULT-VALUE}).")
    private int podsPerNode;

    @Option(
            names = "--containers-per-pod",
            defaultValue = "2",
            paramLabel = "N",
            description = "How many containers each has (default: ${DEFAULT-VALUE}).")
    private int containersPerPod;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "The same seed makes the same cluster (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "Stop after that long, such as 20s, with a summary.")
    private @Nullable Duration lasts;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            paramLabel = "FORMAT",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private Output output = Output.TEXT;

    @Option(
            names = "--refresh",
            defaultValue = "1s",
            paramLabel = "DURATION",
            description = {
                "How often kubelets take samples (default: ${DEFAULT-VALUE});",
                "0s is the pace of real ones, 10 to 20 s."
            })
    private Duration refresh = Duration.ofSeconds(1);

    @Option(
            names = "--port",
            defaultValue = "16443",
            paramLabel = "PORT",
            description = "The API server's port; a free one where it is taken (default: 16443).")
    private int port;

    @Option(
            names = "--scenario",
            split = ",",
            paramLabel = "NAME",
            description = "What goes wrong, each at a node of its own; may be repeated.")
    private List<String> scenarios = List.of();

    @Option(
            names = "--broken",
            description = {
                "Six broken nodes at once: self-signed, pending CSR, 403, hung, refused, and",
                "another node's certificate."
            })
    private boolean broken;

    @Option(
            names = "--list-scenarios",
            description = "Print all scenarios with the reason that each should show, and stop.")
    private boolean list;

    @Option(
            names = "--no-service",
            description = "Start no service: point a metrics server of your own at the cluster.")
    private boolean noService;

    @Option(
            names = "--service-port",
            defaultValue = "0",
            paramLabel = "PORT",
            description = "Where the service listens (default: a free port).")
    private int servicePort;

    @Option(
            names = "--metrics-versions",
            split = ",",
            defaultValue = "v1,v1beta1",
            paramLabel = "VERSION",
            description = "The versions that the service serves (default: ${DEFAULT-VALUE}).")
    private List<String> versions = List.of();

    @Option(
            names = "--extra-usage",
            split = ",",
            paramLabel = "KEY",
            description = {
                "What the service shows beside CPU and memory: swap, ephemeral-storage;",
                "with the right to read /stats/summary."
            })
    private List<String> extraUsage = List.of();

    @Option(
            names = "--service-command",
            defaultValue = "${sys:kubemeter.service.command}",
            paramLabel = "FILE",
            description = "What starts the service; the launcher sets it.")
    private @Nullable String serviceCommand;

    DemoCommand(InstantSource clock, Supplier<ClusterPki> pki, Terminal terminal) {
        this.clock = clock;
        this.pki = pki;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (list) {
            terminal.out().print(Troubles.list());
            terminal.out().flush();
            return 0;
        }
        String command = noService ? null : serviceCommand;
        List<Scenario> played = played();
        int least = Troubles.leastNodes(played.size());
        int size = nodes == null ? Math.max(USUAL_NODES, least) : nodes;
        check(size >= 0 && size <= MOST_NODES, "--nodes: 0 to " + MOST_NODES);
        check(size >= least, "--nodes: " + played.size() + " scenarios need " + least);
        check(podsPerNode >= 0 && podsPerNode <= 500, "--pods-per-node: 0 to 500");
        check(containersPerPod >= 1 && containersPerPod <= 50, "--containers-per-pod: 1 to 50");
        check(
                noService || (command != null && !command.isEmpty()),
                "--service-command: what starts the service? (or --no-service)");
        DemoOptions options =
                new DemoOptions(
                        new Size(size, podsPerNode, containersPerPod, seed, refresh),
                        new ServicePlan(command, servicePort, versions, extraUsage),
                        port,
                        lasts,
                        output,
                        played);
        return Demo.run(options, clock, pki, terminal);
    }

    private List<Scenario> played() {
        List<Scenario> played = new ArrayList<>(broken ? Scenarios.broken() : List.of());
        for (String name : scenarios) {
            Optional<Scenario> known = Scenarios.named(name);
            check(known.isPresent(), "--scenario: " + name + " (--list-scenarios shows all)");
            known.ifPresent(played::add);
        }
        long ofCluster = played.stream().filter(Scenarios.ofCluster()::contains).count();
        check(ofCluster <= 1, "--scenario: only one that happens to the API server");
        return played;
    }

    private void check(boolean holds, String problem) {
        CommandSpec command = spec;
        if (!holds && command != null) {
            throw new ParameterException(command.commandLine(), problem);
        }
    }
}
