package io.kubemeter.bench.run;

import io.kubemeter.bench.run.Settings.Subject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run from beginning to end.
 *
 * <p><b>Owner:</b> the thread of the run.
 */
final class Bench {
    private static final int LEARN_SECONDS = 60;

    private final Settings settings;
    private final Stop stop;
    private final Progress progress;
    private final LongSupplier nanos;
    private final ClusterFactory clusters;

    Bench(
            Settings settings,
            Stop stop,
            Progress progress,
            LongSupplier nanos,
            ClusterFactory clusters) {
        this.settings = settings;
        this.stop = stop;
        this.progress = progress;
        this.nanos = nanos;
        this.clusters = clusters;
    }

    /** Starts simulated clusters. */
    interface ClusterFactory {
        Cluster start(Settings.Shape shape, PrivateDirectory directory) throws IOException;
    }

    /** What was found, or {@code null} where nothing was to be measured. */
    @Nullable Report run() throws IOException, InterruptedException {
        return switch (settings.subject()) {
            case Subject.Child child -> child(child);
            case Subject.Running running -> running(running);
            case Subject.Nobody nobody -> hold(nobody);
        };
    }

    private Report child(Subject.Child child) throws IOException, InterruptedException {
        PrivateDirectory directory = stop.also(PrivateDirectory.create());
        Cluster cluster = cluster(directory);
        int port = ServerArguments.freePort();
        List<String> arguments = arguments(child, cluster, directory, port);
        URI url = URI.create("https://127.0.0.1:" + port);
        Client client = stop.also(client(url, cluster.aggregator()));
        Machine machine = Machine.here();
        progress.say(String.format(Locale.ROOT, "starting %s", child.program().getFileName()));
        Service service =
                stop.also(
                        Service.start(
                                child.program(),
                                arguments,
                                directory.path().resolve("server.log"),
                                nanos));
        Startup.Times times =
                new Startup(client, service, stop).await(settings.shape().nodes(), progress);
        warmUp();
        ProcessProbe probe = ProcessProbe.of(service.pid());
        SteadyWindow steady = steady(probe, scope(cluster));
        Inventory inventory = learn(client);
        List<LoadResult> load = load(client, client(url, cluster.aggregator()), probe, inventory);
        service.mustLive();
        ProcessProbe.Reading afterLoad = probe.read();
        // Last: whoever is young has no numbers, and lists of the others would be shorter.
        Churn churn = churn(probe, cluster, client);
        service.mustLive();
        return new Report(
                settings,
                machine,
                child.program() + " " + String.join(" ", arguments),
                times,
                steady,
                churn,
                inventory,
                load,
                afterLoad);
    }

    private static List<String> withServe(List<String> arguments) {
        List<String> all = new ArrayList<>();
        all.add("serve");
        all.addAll(arguments);
        all.add(ServerArguments.ONLY_OURS);
        return all;
    }

    private List<String> arguments(
            Subject.Child child, Cluster cluster, PrivateDirectory directory, int port) {
        List<String> plain =
                ServerArguments.of(
                        cluster,
                        port,
                        directory.path().resolve("certificates"),
                        settings.window().resolutionSeconds());
        List<String> all = new ArrayList<>(child.ours() ? withServe(plain) : plain);
        all.addAll(child.arguments());
        return all;
    }

    private Report running(Subject.Running running) throws IOException, InterruptedException {
        Client client = stop.also(client(running.url(), running.access()));
        Machine machine = Machine.here();
        Inventory inventory = learn(client);
        Long pid = running.pid();
        ProcessProbe probe = pid == null ? null : ProcessProbe.of(pid);
        SteadyWindow steady = null;
        if (probe != null) {
            int nodes = nodes(client);
            warmUp();
            steady =
                    steady(
                            probe,
                            new SteadyWindow.Scope(
                                    inventory.containers(),
                                    nodes,
                                    settings.window().resolutionSeconds(),
                                    null));
        }
        List<LoadResult> load =
                load(client, client(running.url(), running.access()), probe, inventory);
        return new Report(
                settings,
                machine,
                running.url().toString(),
                null,
                steady,
                null,
                inventory,
                load,
                probe == null ? null : probe.read());
    }

    private @Nullable Report hold(Subject.Nobody nobody) throws IOException, InterruptedException {
        PrivateDirectory directory = stop.also(PrivateDirectory.create());
        Cluster cluster = cluster(directory);
        int port = ServerArguments.freePort();
        System.out.println(
                Holding.text(cluster, directory, port, settings.window().resolutionSeconds()));
        stop.pause(nobody.seconds() * 1_000L);
        return null;
    }

    private Cluster cluster(PrivateDirectory directory) throws IOException {
        Settings.Shape shape = settings.shape();
        progress.say(
                String.format(
                        Locale.ROOT,
                        "starting a cluster of %d nodes x %d pods x %d containers",
                        shape.nodes(),
                        shape.podsPerNode(),
                        shape.containers()));
        return stop.also(clusters.start(shape, directory));
    }

    private Client client(URI url, Settings.Access access) throws IOException {
        Settings.Load load = settings.load();
        return Client.open(Endpoint.of(url, access), load.connections(), load.gzip(), nanos);
    }

    private SteadyWindow.Scope scope(Cluster cluster) {
        Settings.Shape shape = settings.shape();
        return new SteadyWindow.Scope(
                Math.toIntExact(shape.containersInAll()),
                shape.nodes(),
                settings.window().resolutionSeconds(),
                cluster);
    }

    private void warmUp() throws InterruptedException {
        int seconds = settings.window().warmupSeconds();
        if (seconds > 0) {
            progress.say(String.format(Locale.ROOT, "warming up for %d s", seconds));
            stop.pause(seconds * 1_000L);
        }
    }

    private SteadyWindow steady(ProcessProbe probe, SteadyWindow.Scope scope)
            throws IOException, InterruptedException {
        int seconds = settings.window().seconds();
        progress.say(String.format(Locale.ROOT, "measuring scrapes for %d s", seconds));
        SteadyWindow steady = SteadyWindow.measure(probe, scope, seconds, stop, nanos);
        progress.say(
                String.format(
                        Locale.ROOT,
                        "%.2f CPU-s per million container samples, %.0f us a scrape, %.0f MB resident",
                        steady.cpuSecondsPerMillion(),
                        steady.cpuMicrosPerScrape(),
                        steady.end().rssBytes() / 1e6));
        return steady;
    }

    private @Nullable Churn churn(ProcessProbe probe, Cluster cluster, Client client)
            throws IOException, InterruptedException {
        Settings.Window window = settings.window();
        if (window.churn() == 0) {
            return null;
        }
        progress.say(
                String.format(
                        Locale.ROOT,
                        "replacing %d pods a second for %d s",
                        window.churn(),
                        window.seconds()));
        return Churn.measure(probe, cluster, client, window, stop, nanos);
    }

    private Inventory learn(Client client) throws IOException, InterruptedException {
        Reply reply = client.get(Ask.json(Paths.PODS).whole(), LEARN_SECONDS);
        if (!reply.good()) {
            throw new IOException(Paths.PODS + " answered " + reply.status());
        }
        Inventory inventory = Inventory.of(reply.body());
        progress.say(
                String.format(
                        Locale.ROOT,
                        "served: %d pods, %d containers; by label %s in %s: %d pods",
                        inventory.pods(),
                        inventory.containers(),
                        inventory.selector(),
                        inventory.namespace(),
                        inventory.selected()));
        return inventory;
    }

    private static int nodes(Client client) throws IOException, InterruptedException {
        Reply reply = client.get(Ask.json(Paths.NODES).whole(), LEARN_SECONDS);
        return Math.max(1, Startup.nodes(reply));
    }

    private List<LoadResult> load(
            Client client, Client meanwhile, @Nullable ProcessProbe probe, Inventory inventory)
            throws IOException, InterruptedException {
        stop.also(meanwhile);
        return new LoadPhase(client, meanwhile, settings.load(), probe, progress).run(inventory);
    }
}
