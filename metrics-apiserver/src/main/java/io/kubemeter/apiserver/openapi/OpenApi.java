package io.kubemeter.apiserver.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI documents of the server: made once, the same for every caller. Immutable.
 *
 * @see Document
 */
public final class OpenApi {
    private static final String TITLE = "Kubernetes metrics-server";
    private static final String GROUP = "apis/" + MetricsModels.GROUP;

    private final Document swagger;
    private final Document index;
    private final SortedMap<String, Document> parts;

    private OpenApi(Document swagger, Document index, SortedMap<String, Document> parts) {
        this.swagger = swagger;
        this.index = index;
        this.parts = parts;
    }

    /**
     * Writes all documents.
     *
     * @param serverVersion what the documents call the version of the server
     * @param apiVersions the versions of metrics.k8s.io
     */
    public static OpenApi of(String serverVersion, List<String> apiVersions) {
        Models models = new Models(apiVersions);
        JsonObject about = new JsonObject().with("title", TITLE).with("version", serverVersion);
        SortedMap<String, List<Operation>> operations = new TreeMap<>();
        operations.put("apis", Operations.groups());
        operations.put(GROUP, Operations.group());
        apiVersions.forEach(one -> operations.put(GROUP + "/" + one, Operations.metrics(one)));
        operations.put("version", Operations.version());

        SortedMap<String, Document> parts = new TreeMap<>();
        operations.forEach((name, some) -> parts.put(name, part(about, models, some)));
        List<Operation> all = operations.values().stream().flatMap(List::stream).toList();
        return new OpenApi(swagger(about, models, all), index(parts), parts);
    }

    /** Everything in one document of Swagger 2.0. */
    public Document swagger() {
        return swagger;
    }

    /** Where the documents of OpenAPI v3 are. */
    public Document index() {
        return index;
    }

    /** One document of OpenAPI v3, such as {@code apis/metrics.k8s.io/v1}. */
    public @Nullable Document part(String name) {
        return parts.get(name);
    }

    /** The path under which a document of OpenAPI v3 never changes. */
    public static String location(String name, String hash) {
        return "/openapi/v3/" + name + "?hash=" + hash;
    }

    private static Document part(JsonObject about, Models models, List<Operation> operations) {
        JsonObject paths = new JsonObject();
        operations.forEach(one -> paths.with(one.path(), one.v3()));
        JsonObject tree =
                new JsonObject()
                        .with("openapi", "3.0.0")
                        .with("info", about)
                        .with("paths", paths)
                        .with(
                                "components",
                                new JsonObject()
                                        .with("schemas", models.reachable(names(operations))));
        return Document.of(tree, GnosticV3.DOCUMENT);
    }

    private static Document swagger(JsonObject about, Models models, List<Operation> operations) {
        SortedMap<String, JsonObject> sorted = new TreeMap<>();
        operations.forEach(one -> sorted.put(one.path(), one.v2()));
        JsonObject paths = new JsonObject();
        sorted.forEach(paths::with);
        JsonObject tree =
                new JsonObject()
                        .with("swagger", "2.0")
                        .with("info", about)
                        .with("paths", paths)
                        .with(
                                "definitions",
                                Swagger.definitions(models.reachable(names(operations))));
        return Document.of(tree, GnosticV2.DOCUMENT);
    }

    private static List<String> names(List<Operation> operations) {
        return new ArrayList<>(operations.stream().map(Operation::model).distinct().toList());
    }

    private static Document index(Map<String, Document> parts) {
        JsonObject paths = new JsonObject();
        parts.forEach((name, document) ->
                paths.with(
                        name,
                        new JsonObject()
                                .with("serverRelativeURL", location(name, document.hash()))));
        return Document.of(new JsonObject().with("paths", paths));
    }
}
