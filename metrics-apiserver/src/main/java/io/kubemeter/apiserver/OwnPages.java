package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.Answer;
import io.kubemeter.apiserver.api.Answers;
import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.api.BodySource;
import io.kubemeter.apiserver.api.QueryString;
import io.kubemeter.apiserver.health.HealthAnswer;
import io.kubemeter.apiserver.health.Probe;
import io.kubemeter.apiserver.telemetry.OwnMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What we tell of ourselves: probes and our own metrics, or only some of it. Alone at a port it
 * knows no other path.
 */
final class OwnPages implements Routes {
    private static final String METRICS = "/metrics";

    /** Tells one run of the process from the next, as every component of Kubernetes does. */
    private static final List<Answer.Header> STARTED =
            ProcessHandle.current().info().startInstant().stream()
                    .map(start -> Long.toString(start.getEpochSecond()))
                    .map(second -> new Answer.Header("Process-Start-Time-Unix", second))
                    .toList();

    private static final int OK = 200;
    private static final int FAILING = 500;

    private final List<Probe> probes;
    private final @Nullable Exposing metrics;

    /** Of thousands of nodes there is much to tell: that is no work for an event loop. */
    private record Exposing(OwnMetrics metrics, Executor threads) {}

    private OwnPages(List<Probe> probes, @Nullable Exposing metrics) {
        this.probes = probes;
        this.metrics = metrics;
    }

    /** Both; {@code threads} collect the metrics. */
    static OwnPages of(Probes probes, OwnMetrics metrics, Executor threads) {
        return new OwnPages(probes.all(), new Exposing(metrics, threads));
    }

    static OwnPages of(Probes probes) {
        return new OwnPages(probes.all(), null);
    }

    /** The metrics alone; {@code threads} collect them. */
    static OwnPages of(OwnMetrics metrics, Executor threads) {
        return new OwnPages(List.of(), new Exposing(metrics, threads));
    }

    /** Nothing: it is told at other ports. */
    static OwnPages none() {
        return new OwnPages(List.of(), null);
    }

    /** The paths that are answered. */
    List<String> paths() {
        List<String> paths = new ArrayList<>(metrics == null ? List.of() : List.of(METRICS));
        probes.forEach(probe -> paths.addAll(probe.paths()));
        return paths;
    }

    /** The answer, or empty where the path is none of these. */
    Optional<CompletionStage<Answer>> find(ApiRequest request) {
        String path = request.path().path();
        Exposing exposing = metrics;
        if (exposing != null && path.equals(METRICS)) {
            return Optional.of(
                    CompletableFuture.supplyAsync(
                            () -> expose(request, exposing.metrics), exposing.threads));
        }
        return probes.stream()
                .flatMap(probe -> probed(request, probe, path).stream())
                .findFirst()
                .map(CompletableFuture::completedFuture);
    }

    @Override
    public CompletionStage<Answer> answerPath(ApiRequest request) {
        return find(request).orElseGet(() -> CompletableFuture.completedFuture(answer(request)));
    }

    /** No resource is told of here. */
    @Override
    public Answer answer(ApiRequest request) {
        return Answers.noSuchPath(request);
    }

    private static Answer expose(ApiRequest request, OwnMetrics metrics) {
        OwnMetrics.Exposition exposition =
                metrics.expose(request.header("Accept"), request.header("Accept-Encoding"));
        List<Answer.Header> headers = new ArrayList<>(STARTED);
        if (exposition.compressed()) {
            headers.add(new Answer.Header("Content-Encoding", "gzip"));
        }
        return Answers.of(
                request, OK, exposition.contentType(), headers, BodySource.of(exposition.text()));
    }

    private static Optional<Answer> probed(ApiRequest request, Probe probe, String path) {
        if (path.equals(probe.path())) {
            QueryString query = request.query();
            List<String> excluded =
                    query.all("exclude").stream()
                            .flatMap(names -> Arrays.stream(names.split(",")))
                            .toList();
            return Optional.of(text(request, probe.all(query.has("verbose"), excluded)));
        }
        String prefix = probe.path() + "/";
        return path.startsWith(prefix)
                ? probe.one(path.substring(prefix.length())).map(answer -> text(request, answer))
                : Optional.empty();
    }

    private static Answer text(ApiRequest request, HealthAnswer answer) {
        int code = answer.healthy() ? OK : FAILING;
        return answer.summary()
                ? Answers.text(request, code, answer.text())
                : Answers.of(
                        request,
                        code,
                        Answers.TEXT,
                        List.of(),
                        BodySource.of(answer.text().getBytes(StandardCharsets.UTF_8)));
    }
}
