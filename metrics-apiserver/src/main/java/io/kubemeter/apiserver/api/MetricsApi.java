package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.cluster.ClusterView;
import io.kubemeter.store.SampleStore;
import io.kubemeter.telemetry.Histogram;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Answers what is asked of metrics.k8s.io and its discovery, once the caller is known and allowed.
 * Any thread may call it; it never blocks.
 */
public final class MetricsApi {
    /** The versions that are served, the preferred one first. */
    public static final List<String> VERSIONS = Discovery.VERSIONS;

    private static final String GROUPS = "/apis";
    private static final String GROUP = "/apis/" + MetricsKind.GROUP;
    private static final String VERSION = "/version";
    private static final String STATUS = "/statusz";

    private final Discovery discovery;
    private final MetricsResources resources;
    private final RootIndex index;
    private final VersionDocument version;
    private final StatusPage status;

    private MetricsApi(
            Discovery discovery,
            MetricsResources resources,
            RootIndex index,
            VersionDocument version,
            StatusPage status) {
        this.discovery = discovery;
        this.resources = resources;
        this.index = index;
        this.version = version;
        this.status = status;
    }

    /**
     * What the API reads.
     *
     * @param cluster which nodes and pods there are
     * @param store what was measured of them
     * @param reasons why something was not
     * @param freshness where the age of what is served is counted
     */
    public record Sources(
            ClusterView cluster, SampleStore store, ReasonLookup reasons, Histogram freshness) {
        /** Sources whose readers count for nobody. */
        public Sources(ClusterView cluster, SampleStore store, ReasonLookup reasons) {
            this(cluster, store, reasons, Histogram.of(1));
        }
    }

    /**
     * What the API says of us.
     *
     * @param servingPort where we listen
     * @param version which version we are, as {@code v1.2.3}
     * @param otherPaths what else is served, for the list of paths
     */
    public record Self(int servingPort, String version, List<String> otherPaths) {}

    /**
     * An API over these.
     *
     * @param clock for the creation time of what is served
     * @param nanos the monotonic clock by which samples were received
     */
    public static MetricsApi of(
            Sources sources, InstantSource clock, LongSupplier nanos, Self self) {
        List<String> paths = new ArrayList<>(self.otherPaths);
        paths.add(GROUPS);
        paths.add(GROUP);
        paths.add(VERSION);
        paths.add(STATUS);
        Discovery.VERSIONS.forEach(version -> paths.add(GROUP + "/" + version));
        return new MetricsApi(
                new Discovery(":" + self.servingPort),
                new MetricsResources(sources, clock, nanos, Backlog.system()),
                new RootIndex(new TreeSet<>(paths)),
                new VersionDocument(self.version),
                new StatusPage(clock, self.version));
    }

    /** Answers a request whose path nobody else answers. */
    public Answer answer(ApiRequest request) {
        try {
            return route(request);
        } catch (RefusedException e) {
            return Answers.status(request, e.status());
        }
    }

    private Answer route(ApiRequest request) throws RefusedException {
        String path = request.path().path();
        if (path.equals("/") || path.equals("/index.html")) {
            return index.answer(request, 200);
        }
        if (path.equals(STATUS)) {
            return status.answer(request);
        }
        if (path.equals(VERSION) || path.startsWith(VERSION + "/")) {
            return version(request, tokens(path));
        }
        boolean groups = path.equals(GROUPS) || path.equals(GROUPS + "/");
        if (!groups && !path.equals(GROUP) && !path.startsWith(GROUP + "/")) {
            return index.answer(request, 404);
        }
        return routeTokens(request, tokens(path));
    }

    private Answer version(ApiRequest request, List<String> tokens) throws RefusedException {
        if (tokens.size() > 1) {
            throw new RefusedException(Status.noSuchPath());
        }
        requireGet(request, Negotiation.Route.JSON);
        return version.answer(request);
    }

    private Answer routeTokens(ApiRequest request, List<String> tokens) throws RefusedException {
        if (tokens.size() > 2 && !Discovery.VERSIONS.contains(tokens.get(2))) {
            throw new RefusedException(Status.noSuchPath());
        }
        if (tokens.size() > 3) {
            return resource(request, tokens.get(2), tokens.subList(3, tokens.size()));
        }
        requireGet(request, Negotiation.Route.DISCOVERY);
        return switch (tokens.size()) {
            case 1 -> discovery.groups(request);
            case 2 -> discovery.group(request);
            default -> discovery.resources(request, tokens.get(2));
        };
    }

    private Answer resource(ApiRequest request, String version, List<String> parts)
            throws RefusedException {
        boolean namespaced = parts.getFirst().equals("namespaces");
        int at = namespaced ? 2 : 0;
        if (parts.size() <= at || parts.size() > at + 2) {
            throw new RefusedException(Status.noSuchPath());
        }
        MetricsKind kind = kind(parts.get(at), namespaced, parts.size() > at + 1);
        String namespace = namespaced ? parts.get(1) : "";
        boolean one = parts.size() > at + 1;
        requireGet(request, one ? Negotiation.Route.OBJECT : Negotiation.Route.LIST);
        return one
                ? resources.get(request, kind, version, namespace, parts.get(at + 1))
                : resources.list(request, kind, version, namespace);
    }

    /** Nodes have no namespace, and a pod is not to be had without one. */
    private static MetricsKind kind(String resource, boolean namespaced, boolean one)
            throws RefusedException {
        if (resource.equals(MetricsKind.NODES.resource()) && !namespaced) {
            return MetricsKind.NODES;
        }
        if (resource.equals(MetricsKind.PODS.resource()) && (namespaced || !one)) {
            return MetricsKind.PODS;
        }
        throw new RefusedException(Status.noSuchPath());
    }

    private static void requireGet(ApiRequest request, Negotiation.Route route)
            throws RefusedException {
        // HEAD is ours: a client of upstream's has to live without it.
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw new RefusedException(Status.noSuchMethod());
        }
        Negotiation.requireRoute(request, route);
    }

    private static List<String> tokens(String path) {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return List.of(path.substring(from, to).split("/", -1));
    }
}
