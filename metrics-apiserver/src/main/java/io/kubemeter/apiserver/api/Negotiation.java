package io.kubemeter.apiserver.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller's Accept header comes to.
 *
 * @param format how to write
 * @param pretty whether to indent JSON
 * @param transform what to turn the object into, or {@code null}
 */
record Negotiation(Format format, boolean pretty, @Nullable Transform transform) {
    static final String ACCEPTED =
            "only the following media types are accepted: application/json, application/yaml,"
                    + " application/vnd.kubernetes.protobuf";

    private static final List<String> INDENTED_AGENTS = List.of("curl", "Wget", "Mozilla/5.0");

    /**
     * Another form of an object.
     *
     * @param group the API group of the form
     * @param version its version
     * @param kind its kind
     */
    record Transform(String group, String version, String kind) {}

    /** What a route makes, before anybody looks at parameters. */
    enum Route {
        JSON("application/json"),
        OBJECT("application/json, application/yaml, application/vnd.kubernetes.protobuf"),
        LIST(
                OBJECT.available
                        + ", application/json;stream=watch"
                        + ", application/vnd.kubernetes.protobuf;stream=watch");

        private final String available;

        Route(String available) {
            this.available = available;
        }

        private boolean makes(String type) {
            return this == JSON ? type.equals(available) : isFormat(type);
        }

        private static boolean isFormat(String type) {
            for (Format format : Format.values()) {
                if (format.mediaType().equals(type)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What an endpoint is able to do. */
    enum Endpoint {
        /** Objects as they are: errors, discovery. */
        PLAIN {
            @Override
            boolean allows(Format format, @Nullable Transform transform) {
                return transform == null;
            }
        },
        /** Metrics, as Table or metadata too. */
        RESOURCE {
            @Override
            boolean allows(Format format, @Nullable Transform transform) {
                if (transform == null) {
                    return true;
                }
                if (!transform.group.equals("meta.k8s.io")
                        || !(transform.version.equals("v1")
                                || transform.version.equals("v1beta1"))) {
                    return false;
                }
                return switch (transform.kind) {
                    case "Table" -> format != Format.PROTOBUF;
                    case "PartialObjectMetadata", "PartialObjectMetadataList" -> true;
                    default -> false;
                };
            }
        },
        /** All groups and resources in one document. */
        DISCOVERY {
            @Override
            boolean allows(Format format, @Nullable Transform transform) {
                return transform != null
                        && transform.group.equals("apidiscovery.k8s.io")
                        && transform.version.equals("v2")
                        && transform.kind.equals("APIGroupDiscoveryList");
            }
        };

        abstract boolean allows(Format format, @Nullable Transform transform);
    }

    /** The best way to answer, or {@code null} where the endpoint has none. */
    static @Nullable Negotiation of(ApiRequest request, Endpoint endpoint) {
        boolean pretty = asksForPretty(request);
        String accept = request.header("Accept");
        if (accept == null || accept.isEmpty()) {
            return new Negotiation(Format.JSON, pretty, null);
        }
        for (AcceptClause clause : AcceptClause.parse(accept)) {
            for (Format format : Format.values()) {
                if (format.matches(clause)) {
                    Negotiation found = accept(clause.parameters(), format, endpoint, pretty);
                    if (found != null) {
                        return found;
                    }
                }
            }
        }
        return null;
    }

    /** The best way to answer. */
    static Negotiation require(ApiRequest request, Endpoint endpoint) throws RefusedException {
        Negotiation found = of(request, endpoint);
        if (found == null) {
            throw new RefusedException(Status.notAcceptable(ACCEPTED));
        }
        return found;
    }

    /**
     * Whether there is a route at all for what is accepted: this one looks at bare types only.
     *
     * @param route what the route makes
     */
    static void requireRoute(ApiRequest request, Route route) throws RefusedException {
        String accept = request.header("Accept");
        if (accept == null || accept.isEmpty()) {
            return;
        }
        for (String clause : accept.split(",", -1)) {
            int parameters = clause.indexOf(';');
            String type = (parameters < 0 ? clause : clause.substring(0, parameters)).strip();
            if (type.equals("*/*") || type.equals("application/*") || route.makes(type)) {
                return;
            }
        }
        throw new RefusedException(Status.noRepresentation(route.available));
    }

    private static @Nullable Negotiation accept(
            Map<String, String> parameters, Format format, Endpoint endpoint, boolean pretty) {
        String stream = parameters.getOrDefault("stream", "");
        String serverVersion = parameters.getOrDefault("sv", "");
        if (!stream.isEmpty() && (!stream.equals("watch") || format == Format.YAML)) {
            return null;
        }
        if (!serverVersion.isEmpty()
                && !(endpoint == Endpoint.RESOURCE && serverVersion.equals("v1"))) {
            return null;
        }
        Transform transform = null;
        if (parameters.containsKey("as")
                || parameters.containsKey("g")
                || parameters.containsKey("v")) {
            transform =
                    new Transform(
                            parameters.getOrDefault("g", ""),
                            parameters.getOrDefault("v", ""),
                            parameters.getOrDefault("as", ""));
        }
        if (!endpoint.allows(format, transform)) {
            return null;
        }
        boolean wanted = pretty || "1".equals(parameters.get("pretty"));
        return new Negotiation(format, wanted && format == Format.JSON, transform);
    }

    private static boolean asksForPretty(ApiRequest request) {
        String asked = request.query().first("pretty");
        if (!asked.isEmpty()) {
            return switch (asked) {
                case "1", "t", "T", "true", "TRUE", "True" -> true;
                default -> false;
            };
        }
        String agent = request.header("User-Agent");
        return agent != null && INDENTED_AGENTS.stream().anyMatch(agent::startsWith);
    }
}
