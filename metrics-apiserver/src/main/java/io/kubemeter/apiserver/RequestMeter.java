package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.api.RequestPath;
import io.kubemeter.apiserver.http.HttpExchange;
import io.kubemeter.telemetry.RequestSeries;
import io.kubemeter.telemetry.RequestTelemetry;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and times requests under the labels that upstream gives its routes. All series are made at
 * the start and found by position, so that a request costs a few additions.
 *
 * <p><b>Owner:</b> any thread; it keeps nothing but counters.
 */
final class RequestMeter {
    private static final Logger LOG = LoggerFactory.getLogger(RequestMeter.class);

    private static final String GROUP = "metrics.k8s.io";
    private static final String COMPONENT = "apiserver";
    private static final List<String> PROBES = List.of("/healthz", "/livez", "/readyz");
    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final RequestTelemetry telemetry;
    private final LongSupplier nanos;
    private final List<RequestSeries> probes;
    private final RequestSeries discovery;
    private final VersionSeries v1;
    private final VersionSeries v1beta1;

    RequestMeter(RequestTelemetry telemetry, LongSupplier nanos) {
        this.telemetry = telemetry;
        this.nanos = nanos;
        this.probes = PROBES.stream().map(path -> path(path, "")).toList();
        this.discovery = path("apis", COMPONENT);
        this.v1 = new VersionSeries("v1");
        this.v1beta1 = new VersionSeries("v1beta1");
    }

    /** The same exchange, whose answer will be counted. */
    HttpExchange meter(HttpExchange exchange, ApiRequest request) {
        RequestTelemetry.Underway underway =
                reads(request.path().verb()) ? telemetry.reads() : telemetry.others();
        underway.begin();
        return MeteredExchange.of(
                exchange, new Measure(exchange, request, underway, nanos.getAsLong()));
    }

    private static boolean reads(String verb) {
        return verb.equals("get") || verb.equals("list") || verb.equals("watch");
    }

    /** The route's series, or {@code null} where upstream counts nothing. */
    private @Nullable RequestSeries series(ApiRequest request) {
        RequestPath path = request.path();
        if (!path.isResource()) {
            if (!path.verb().equals("get")) {
                return null;
            }
            int probe = PROBES.indexOf(path.path());
            return probe >= 0 ? probes.get(probe) : index(path.path());
        }
        if (!path.group().equals(GROUP) || !path.subresource().isEmpty()) {
            return null;
        }
        return switch (path.version()) {
            case "v1" -> v1.series(path);
            case "v1beta1" -> v1beta1.series(path);
            default -> null;
        };
    }

    private @Nullable RequestSeries index(String path) {
        return path.equals("/apis") ? discovery : null;
    }

    private RequestSeries path(String path, String component) {
        return telemetry.series(new RequestSeries.Route("GET", "", "", "", path, "", component));
    }

    /** The series of one version of the API. */
    private final class VersionSeries {
        private final ResourceSeries nodes;
        private final ResourceSeries pods;

        VersionSeries(String version) {
            this.nodes = new ResourceSeries(version, "nodes");
            this.pods = new ResourceSeries(version, "pods");
        }

        @Nullable RequestSeries series(RequestPath path) {
            boolean namespaced = !path.namespace().isEmpty();
            return switch (path.resource()) {
                case "nodes" -> namespaced ? null : nodes.series(path.verb(), false);
                case "pods" -> pods.series(path.verb(), namespaced);
                default -> null;
            };
        }
    }

    /** The series of one resource. */
    private final class ResourceSeries {
        private final RequestSeries get;
        private final RequestSeries list;
        private final RequestSeries listOfNamespace;
        private final RequestSeries watch;
        private final RequestSeries watchOfNamespace;

        ResourceSeries(String version, String resource) {
            this.get = route("GET", version, resource, "resource");
            this.list = route("LIST", version, resource, "cluster");
            this.listOfNamespace = route("LIST", version, resource, "namespace");
            this.watch = route("WATCH", version, resource, "cluster");
            this.watchOfNamespace = route("WATCH", version, resource, "namespace");
        }

        @Nullable RequestSeries series(String verb, boolean namespaced) {
            return switch (verb) {
                case "get" -> get;
                case "list" -> namespaced ? listOfNamespace : list;
                case "watch" -> namespaced ? watchOfNamespace : watch;
                default -> null;
            };
        }

        private RequestSeries route(String verb, String version, String resource, String scope) {
            return telemetry.series(
                    new RequestSeries.Route(verb, GROUP, version, resource, "", scope, COMPONENT));
        }
    }

    /** What is told of one request once its answer is out. */
    private final class Measure implements MeteredExchange.Ended {
        private final HttpExchange exchange;
        private final ApiRequest request;
        private final RequestTelemetry.Underway underway;
        private final long begunNanos;

        Measure(
                HttpExchange exchange,
                ApiRequest request,
                RequestTelemetry.Underway underway,
                long begunNanos) {
            this.exchange = exchange;
            this.request = request;
            this.underway = underway;
            this.begunNanos = begunNanos;
        }

        @Override
        public void answered(int code, long bytes) {
            underway.end();
            telemetry.answered(code);
            long took = nanos.getAsLong() - begunNanos;
            // As upstream: who is turned away at the door has not reached a route.
            RequestSeries series =
                    code == UNAUTHORIZED || code == FORBIDDEN ? null : series(request);
            if (series != null) {
                series.answered(code, took, bytes);
            }
            log(code, took);
        }

        private void log(int code, long tookNanos) {
            if (!LOG.isDebugEnabled() || (code < FIRST_ERROR && !LOG.isTraceEnabled())) {
                return;
            }
            LOG.atDebug()
                    .addKeyValue("verb", request.path().verb())
                    .addKeyValue("URI", request.target())
                    .addKeyValue("latency", String.format(Locale.ROOT, "%.3fms", tookNanos / 1e6))
                    .addKeyValue(
                            "userAgent",
                            Objects.requireNonNullElse(request.header("User-Agent"), ""))
                    .addKeyValue("audit-ID", request.auditId())
                    .addKeyValue("srcIP", exchange.remoteAddress())
                    .addKeyValue("resp", code)
                    .log("HTTP");
        }
    }
}
