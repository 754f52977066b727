package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.Answer;
import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.api.MetricsApi;
import io.kubemeter.apiserver.api.OpenApiPages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends an allowed request to whoever answers its path: a page of our own, the schemas, or the API,
 * which also answers for what nobody knows.
 */
final class Router implements Routes {
    private final OwnPages own;
    private final OpenApiPages schemas;
    private final MetricsApi api;

    Router(OwnPages own, OpenApiPages schemas, MetricsApi api) {
        this.own = own;
        this.schemas = schemas;
        this.api = api;
    }

    /** The paths that are answered here and not by the API. */
    static List<String> paths(OwnPages own) {
        List<String> paths = new ArrayList<>(own.paths());
        paths.addAll(OpenApiPages.PATHS);
        return paths;
    }

    @Override
    public CompletionStage<Answer> answerPath(ApiRequest request) {
        return schemas.serves(request)
                ? schemas.answer(request)
                : own.find(request)
                        .orElseGet(() -> CompletableFuture.completedFuture(api.answer(request)));
    }

    @Override
    public Answer answer(ApiRequest request) {
        return api.answer(request);
    }
}
