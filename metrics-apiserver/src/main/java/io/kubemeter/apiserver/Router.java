package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.Answer;
import io.kubemeter.apiserver.api.Answers;
import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.api.BodySource;
import io.kubemeter.apiserver.api.MetricsApi;
import io.kubemeter.apiserver.api.OpenApiPages;
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

/**
 * Sends an allowed request to whoever answers its path: a probe, our own metrics, the schemas, or
 * the API, which also answers for what nobody knows.
 */
final class Router {
    private static final String METRICS = "/metrics";

    /** Tells one run of the process from the next, as every component of Kubernetes does. */
    private static final List<Answer.Header> STARTED =
            ProcessHandle.current().info().startInstant().stream()
                    .map(start -> Long.toString(start.getEpochSecond()))
                    .map(second -> new Answer.Header("Process-Start-Time-Unix", second))
                    .toList();

    private static final int OK = 200;
    private static final int FAILING = 500;

    private final Probes probes;
    private final OwnMetrics metrics;
    private final OpenApiPages schemas;
    private final MetricsApi api;

    Router(Probes probes, OwnMetrics metrics, OpenApiPages schemas, MetricsApi api) {
        this.probes = probes;
        this.metrics = metrics;
        this.schemas = schemas;
        this.api = api;
    }

    /** The paths that are answered here and not by the API. */
    static List<String> paths(Probes probes) {
        List<String> paths = new ArrayList<>(List.of(METRICS));
        paths.addAll(OpenApiPages.PATHS);
        probes.all().forEach(probe -> paths.addAll(probe.paths()));
        return paths;
    }

    /** Answers what is no resource: at once, or when it has been made. */
    CompletionStage<Answer> answerPath(ApiRequest request) {
        return schemas.serves(request)
                ? schemas.answer(request)
                : CompletableFuture.completedFuture(answer(request));
    }

    /** Answers all but the schemas. */
    Answer answer(ApiRequest request) {
        String path = request.path().path();
        if (path.equals(METRICS)) {
            return expose(request);
        }
        for (Probe probe : probes.all()) {
            Optional<Answer> answer = probed(request, probe, path);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return api.answer(request);
    }

    private Answer expose(ApiRequest request) {
        OwnMetrics.Exposition exposition = metrics.expose(request.header("Accept"));
        return Answers.of(
                request, OK, exposition.contentType(), STARTED, BodySource.of(exposition.text()));
    }

    private static Optional<Answer> probed(ApiRequest request, Probe probe, String path) {
        if (path.equals(probe.path()) || path.equals(probe.path() + "/")) {
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
