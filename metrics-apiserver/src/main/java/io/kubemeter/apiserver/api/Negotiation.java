package io.kubemeter.apiserver.api;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
        JSON("application/json", true),
        DISCOVERY("application/json, application/yaml, application/vnd.kubernetes.protobuf", true),
        OBJECT(DISCOVERY.available, false),
        LIST(
                OBJECT.available
                        + ", application/json;stream=watch"
                        + ", application/vnd.kubernetes.protobuf;stream=watch",
                false);

        private final String available;

        /** Whether it looks at what is sent, too, though nothing need be. */
        private final boolean takesOnlyItsOwn;

        Route(String available, boolean takesOnlyItsOwn) {
            this.available = available;
            this.takesOnlyItsOwn = takesOnlyItsOwn;
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
        /** The same where nobody writes protobuf. */
        TEXT {
            @Override
            boolean allows(Format format, @Nullable Transform transform) {
                return transform == null && format != Format.PROTOBUF;
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
        },
        /** What we tell of ourselves, as an object. */
        STATUS {
            @Override
            boolean allows(Format format, @Nullable Transform transform) {
                return transform != null
                        && format != Format.PROTOBUF
                        && transform.group.equals(StatusPage.GROUP)
                        && StatusPage.VERSIONS.contains(transform.version)
                        && transform.kind.equals(StatusPage.KIND);
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
            Negotiation found = of(clause, endpoint, pretty);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The best way to answer as one clause wants it, or {@code null} where there is none. */
    static @Nullable Negotiation of(AcceptClause clause, Endpoint endpoint, boolean pretty) {
        for (Format format : Format.values()) {
            if (format.matches(clause)) {
                Negotiation found = accept(clause.parameters(), format, endpoint, pretty);
                if (found != null) {
                    return found;
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
     * Whether there is a route at all for what is sent and accepted: this one looks at bare types
     * only, and of all wildcards knows the widest.
     *
     * @param route what the route makes
     */
    static void requireRoute(ApiRequest request, Route route) throws RefusedException {
        if (route.takesOnlyItsOwn && !names(request.header("Content-Type"), route::makes)) {
            throw new RefusedException(Status.unsupportedMediaType());
        }
        if (!names(request.header("Accept"), type -> type.equals("*/*") || route.makes(type))) {
            throw new RefusedException(Status.noRepresentation(route.available));
        }
    }

    /** Whether one of the types is wanted, or none is named. */
    private static boolean names(@Nullable String types, Predicate<String> wanted) {
        if (types == null || types.isEmpty()) {
            return true;
        }
        for (String clause : types.split(",", -1)) {
            int parameters = clause.indexOf(';');
            String type = parameters < 0 ? clause : clause.substring(0, parameters);
            if (wanted.test(GoText.trimSpaces(type))) {
                return true;
            }
        }
        return false;
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

    static boolean asksForPretty(ApiRequest request) {
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
