package io.kubemeter.bench.run;

import io.kubemeter.bench.run.Settings.Load;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks everything that clients ask: full lists one after the other, the rest at fixed rates. Beside
 * the lists by label another client asks for discovery, which no load may hold up.
 *
 * <p><b>Owner:</b> the thread of the run.
 */
final class LoadPhase {
    private static final int LIST_SECONDS = 60;
    private static final int PATIENCE_SECONDS = 60;
    private static final int SMALL_SECONDS = 10;
    private static final int NODES_RATE = 20;
    private static final int DISCOVERY_RATE = 50;
    private static final double MILLIS = 1e6;

    private final Client client;
    private final Client meanwhile;
    private final Load load;
    private final @Nullable ProcessProbe server;
    private final Progress progress;
    private final List<LoadResult> results = new ArrayList<>();

    LoadPhase(
            Client client,
            Client meanwhile,
            Load load,
            @Nullable ProcessProbe server,
            Progress progress) {
        this.client = client;
        this.meanwhile = meanwhile;
        this.load = load;
        this.server = server;
        this.progress = progress;
    }

    /** Runs all of it, the heaviest rate last: what follows a collapse measures the collapse. */
    List<LoadResult> run(Inventory inventory) throws IOException, InterruptedException {
        if (load.fullLists() > 0) {
            lists(Workload.json("all pods", Paths.PODS));
            lists(Workload.protobuf("all pods", Paths.PODS));
        }
        if (!load.rates().isEmpty()) {
            int small = Math.min(SMALL_SECONDS, load.seconds());
            rate(Workload.json("nodes", Paths.NODES), NODES_RATE, small);
            rate(Workload.protobuf("nodes", Paths.NODES), NODES_RATE, small);
            rate(Workload.json("discovery", Paths.GROUP), DISCOVERY_RATE, small);
        }
        String label = inventory.selectedPath(Paths.GROUP);
        for (int rate : load.rates()) {
            rateBesideDiscovery(Workload.json("pods by label", label), rate);
            rateBesideDiscovery(Workload.protobuf("pods by label", label), rate);
        }
        return List.copyOf(results);
    }

    private void lists(Workload workload) throws IOException, InterruptedException {
        Durations latency = new Durations(load.fullLists());
        Durations firstByte = new Durations(load.fullLists());
        long bytes = 0;
        Misses misses = Misses.NONE;
        double before = cpuSeconds();
        for (int i = 0; i < load.fullLists(); i++) {
            long from = client.nanos().getAsLong();
            Reply reply = client.get(workload.ask(), LIST_SECONDS);
            latency.add(reply.lastByteNanos() - from);
            firstByte.add(reply.firstByteNanos() - from);
            bytes = reply.bytes();
            if (!reply.good()) {
                misses = new Misses(misses.wrong() + 1, 0, "status " + reply.status());
            }
        }
        report(
                new LoadResult(
                        workload,
                        0,
                        latency.percentiles(),
                        firstByte.percentiles(),
                        bytes,
                        misses,
                        cpuSeconds() - before));
    }

    private void rateBesideDiscovery(Workload workload, int rate)
            throws IOException, InterruptedException {
        Workload discovery = Workload.json("discovery beside it", Paths.GROUP);
        int seconds = load.seconds();
        OpenLoop beside =
                OpenLoop.start(meanwhile, discovery, DISCOVERY_RATE, load.warmupSeconds(), seconds);
        rate(workload, rate, seconds);
        // What the server spent was spent on the lists, and is counted there.
        report(result(discovery, DISCOVERY_RATE, await(discovery, beside.done(), seconds), 0));
    }

    private void rate(Workload workload, int rate, int seconds)
            throws IOException, InterruptedException {
        OpenLoop loop = OpenLoop.start(client, workload, rate, load.warmupSeconds(), seconds);
        await(workload, loop.warm(), load.warmupSeconds());
        double before = cpuSeconds();
        OpenLoop.Outcome outcome = await(workload, loop.done(), seconds);
        report(result(workload, rate, outcome, cpuSeconds() - before));
    }

    private static <T> T await(Workload workload, CompletableFuture<T> future, int seconds)
            throws IOException, InterruptedException {
        try {
            return future.get(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(workload + ": " + e, e);
        }
    }

    private static LoadResult result(
            Workload workload, int rate, OpenLoop.Outcome outcome, double serverCpuSeconds) {
        return new LoadResult(
                workload,
                rate,
                outcome.latency(),
                outcome.firstByte(),
                outcome.bytesEach(),
                outcome.misses(),
                serverCpuSeconds);
    }

    private double cpuSeconds() throws IOException {
        return server == null ? 0 : server.read().cpuSeconds();
    }

    private void report(LoadResult result) {
        results.add(result);
        progress.say(
                String.format(
                        Locale.ROOT,
                        "%-22s %5s rps: p50 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms, %d bytes%s",
                        result.workload(),
                        result.rate() == 0 ? "-" : Integer.toString(result.rate()),
                        result.latency().at(0.5) / MILLIS,
                        result.latency().at(0.99) / MILLIS,
                        result.latency().at(0.999) / MILLIS,
                        result.latency().max() / MILLIS,
                        result.bytesEach(),
                        result.misses().text()));
    }
}
