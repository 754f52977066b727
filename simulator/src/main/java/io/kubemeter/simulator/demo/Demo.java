package io.kubemeter.simulator.demo;

import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.ClusterOptions;
import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.demo.DemoOptions.Output;
import io.kubemeter.simulator.pki.ClusterPki;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One demo from start to end.
 *
 * <p><b>Owner:</b> the main thread; {@link #close} also by the hook that ends the process.
 */
final class Demo implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String STARTED = "kubemeter.started";

    private final DemoOptions options;
    private final InstantSource clock;
    private final PrintStream out;
    private final PrintStream progress;
    private final PrivateFolder folder;
    private @Nullable SimulatedCluster cluster;
    private @Nullable ServiceProcess service;
    private boolean closed;
    private volatile boolean stopping;
    private volatile boolean finished;

    private Demo(DemoOptions options, InstantSource clock, Terminal terminal) throws IOException {
        this.options = options;
        this.clock = clock;
        this.out = terminal.out();
        this.progress = terminal.progress();
        this.folder = PrivateFolder.create();
    }

    /** Runs until it is stopped; returns the exit code. */
    static int run(
            DemoOptions options, InstantSource clock, Supplier<ClusterPki> pki, Terminal terminal) {
        try (Demo demo = new Demo(options, clock, terminal)) {
            Runtime.getRuntime().addShutdownHook(new Thread(demo::stopped, "demo-end"));
            return demo.finish(pki);
        } catch (IOException e) {
            terminal.progress().println("kubemeter demo: " + e.getMessage());
            return 1;
        }
    }

    private int finish(Supplier<ClusterPki> pki) throws IOException {
        try {
            return go(pki);
        } finally {
            finished = true;
        }
    }

    /** The process ends, by itself or because somebody stops it; that is an end in order. */
    private void stopped() {
        if (!finished) {
            stopping = true;
            close();
            Runtime.getRuntime().halt(0);
        }
    }

    private int go(Supplier<ClusterPki> pki) throws IOException {
        SimulatedCluster started =
                SimulatedCluster.open(
                        ClusterOptions.of(options.size().shape(), clock)
                                .port(options.port())
                                .metricsVersions(options.service().versions()),
                        pki);
        opened(started);
        started.api().access().grantComponents();
        List<String> extraUsage = options.service().extraUsage();
        if (!extraUsage.isEmpty()) {
            started.api().access().grantSummaries();
        }
        ServiceFiles files = ServiceFiles.write(started, folder, extraUsage);
        int port = options.service().port() == 0 ? freePort() : options.service().port();
        String command = options.service().command();
        // The service takes longest to start, so it starts first.
        ServiceProcess child =
                command == null
                        ? null
                        : ServiceProcess.start(command, files, started.address().getPort(), port);
        running(child);
        Path kubeconfig = folder.write("kubeconfig", started.adminKubeconfig());
        started.startKubelets();
        Troubles troubles = Troubles.of(options.scenarios(), started);
        troubles.start(started, true);
        started.aggregate(port);
        Facts.Place place = new Facts.Place(kubeconfig, folder.path(), started.url());
        long pid = child == null ? 0 : child.pid();
        Facts.Server server = new Facts.Server(command, pid, port, files);
        return child == null
                ? alone(started, place, server, troubles)
                : together(started, child, place, server, troubles);
    }

    private synchronized void opened(SimulatedCluster started) {
        cluster = started;
    }

    private synchronized void running(@Nullable ServiceProcess child) {
        service = child;
    }

    /** Without a service there are no numbers to wait for. */
    private int alone(
            SimulatedCluster started, Facts.Place place, Facts.Server server, Troubles troubles) {
        troubles.start(started, false);
        print(facts(started, place, server, -1), troubles);
        wait(new CompletableFuture<>());
        return 0;
    }

    private int together(
            SimulatedCluster started,
            ServiceProcess child,
            Facts.Place place,
            Facts.Server server,
            Troubles troubles) {
        try (ClusterClient client = started.adminClient()) {
            FirstNumbers numbers =
                    FirstNumbers.await(
                            client,
                            started.loops().next(),
                            options.service().versions().getFirst());
            if (!awaitNumbers(numbers, child)) {
                return 1;
            }
            double seconds = (clock.millis() - startedMillis()) / 1000.0;
            troubles.start(started, false);
            print(facts(started, place, server, seconds), troubles);
            if (wait(child.onExit())) {
                died(child);
                return 1;
            }
            summary(started, numbers);
            return 0;
        }
    }

    private boolean awaitNumbers(FirstNumbers numbers, ServiceProcess child) {
        CompletableFuture<Object> either = CompletableFuture.anyOf(numbers.found(), child.onExit());
        for (int second = 0; second < PATIENCE.toSeconds(); second++) {
            if (done(either, Duration.ofSeconds(1))) {
                if (!numbers.found().isDone()) {
                    died(child);
                    return false;
                }
                return true;
            }
            progress.println(
                    "kubemeter demo: waiting for the first numbers (" + numbers.state() + ")");
        }
        progress.println(
                "kubemeter demo: no numbers after "
                        + PATIENCE.toSeconds()
                        + " s; the service's log ends:\n"
                        + child.tail());
        return false;
    }

    private void died(ServiceProcess child) {
        if (!stopping) {
            progress.println("kubemeter demo: the service died: " + child.lastWords());
        }
    }

    private Facts facts(
            SimulatedCluster started, Facts.Place place, Facts.Server server, double seconds) {
        return new Facts(
                place,
                server,
                started.world().nodes().size(),
                started.world().pods().size(),
                options.size().seed(),
                seconds);
    }

    private void print(Facts facts, Troubles troubles) {
        boolean json = options.output() == Output.JSON;
        out.println(json ? facts.json(troubles) : facts.text(troubles, kubectl()));
        out.flush();
    }

    /** Waits as long as the demo is to last; whether {@code early} came first. */
    private boolean wait(CompletableFuture<?> early) {
        Duration lasts = options.lasts();
        return done(early, lasts == null ? Duration.ofDays(36_500) : lasts);
    }

    private static boolean done(CompletableFuture<?> future, Duration within) {
        try {
            future.get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void summary(SimulatedCluster started, FirstNumbers numbers) {
        FirstNumbers.Counts counts = numbers.recount();
        long scrapes =
                started.kubelets().kubelets().stream()
                        .mapToLong(kubelet -> kubelet.requests())
                        .sum();
        PrintStream to = options.output() == Output.JSON ? progress : out;
        to.println(
                "\nkubemeter demo: done; numbers for "
                        + counts.nodes()
                        + " of "
                        + started.world().nodes().size()
                        + " nodes and "
                        + counts.pods()
                        + " of "
                        + started.world().pods().size()
                        + " pods, from "
                        + scrapes
                        + " scrapes");
    }

    /** From the launcher, or else from the start of this process. */
    private long startedMillis() {
        String launched = System.getProperty(STARTED);
        if (launched != null) {
            return Long.parseLong(launched);
        }
        return ProcessHandle.current().info().startInstant().orElse(clock.instant()).toEpochMilli();
    }

    private static boolean kubectl() {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, "kubectl"))) {
                return true;
            }
        }
        return false;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** Whatever happens to one of them, the others are ended as well. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (AutoCloseable each : new AutoCloseable[] {service, cluster, folder}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception | LinkageError e) {
                progress.println("kubemeter demo: at the end: " + e);
            }
        }
    }
}
