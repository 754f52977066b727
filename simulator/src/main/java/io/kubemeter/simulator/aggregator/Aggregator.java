package io.kubemeter.simulator.aggregator;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.kube.Answers;
import io.kubemeter.simulator.kube.ApiExtension;
import io.kubemeter.simulator.kube.ApiService;
import io.kubemeter.simulator.kube.Caller;
import io.kubemeter.simulator.kube.ClusterObjects;
import io.kubemeter.simulator.kube.ExtensionGroup;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.pki.Credential;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests for extension groups on to the services behind their APIServices, and watches
 * over these.
 *
 * <p><b>Owner:</b> any thread; each {@link Upstream} belongs to the aggregator's event loop.
 */
public final class Aggregator implements ApiExtension, AutoCloseable {
    private static final String APIS = "/apis/";
    private static final String OPENAPI = "/openapi/v3/apis/";
    private static final String SWAGGER = "/openapi/v2";
    private static final long TIMEOUT_MILLIS = 60_000;
    private static final long DISCOVERY_TIMEOUT_MILLIS = 5_000;

    private final ClusterObjects objects;
    private final InstantSource clock;
    private final Credential frontProxy;
    private final EventLoop loop;
    private final ProbeRules rules;
    private final Map<String, Upstream> upstreams = new ConcurrentHashMap<>();
    private final Map<String, InetSocketAddress> endpoints = new ConcurrentHashMap<>();

    private Aggregator(
            ClusterObjects objects,
            ClusterPki pki,
            EventLoopGroup loops,
            InstantSource clock,
            ProbeRules rules) {
        this.objects = objects;
        this.clock = clock;
        this.frontProxy = pki.frontProxyClient();
        this.loop = loops.next();
        this.rules = rules;
    }

    public static Aggregator start(
            ClusterObjects objects,
            ClusterPki pki,
            EventLoopGroup loops,
            InstantSource clock,
            ProbeRules rules) {
        return new Aggregator(objects, pki, loops, clock, rules);
    }

    /** Says where a service's one endpoint is; {@code null} where it has none. */
    public void endpoint(ApiService.Service service, @Nullable InetSocketAddress address) {
        String key = service.namespace() + "/" + service.name();
        if (address == null) {
            endpoints.remove(key);
        } else {
            endpoints.put(key, address);
        }
        synchronize();
    }

    /** Looks at all APIServices again, as their controller does when one changes. */
    public void synchronize() {
        for (ApiService api : objects.extensions()) {
            upstreams
                    .computeIfAbsent(api.name(), _ -> new Upstream(this, api.name()))
                    .synchronize();
        }
    }

    EventLoop loop() {
        return loop;
    }

    ClusterObjects objects() {
        return objects;
    }

    InstantSource clock() {
        return clock;
    }

    ProbeRules rules() {
        return rules;
    }

    Credential frontProxy() {
        return frontProxy;
    }

    @Nullable InetSocketAddress endpoint(ApiService.Service service) {
        return endpoints.get(service.namespace() + "/" + service.name());
    }

    @Override
    public boolean serves(String path) {
        return find(path) != null;
    }

    private @Nullable ApiService find(String path) {
        if (path.equals(SWAGGER)) {
            return swaggerServer();
        }
        String groupAndVersion;
        if (path.startsWith(APIS)) {
            groupAndVersion = path.substring(APIS.length());
        } else if (path.startsWith(OPENAPI)) {
            groupAndVersion = path.substring(OPENAPI.length());
        } else {
            return null;
        }
        String[] parts = groupAndVersion.split("/", 3);
        if (parts.length < 2) {
            return null;
        }
        ApiService api = objects.apiService(parts[1] + "." + parts[0]);
        return api == null || api.service() == null ? null : api;
    }

    /** This API server has no schemas of its own: those of the one extension server are all. */
    private @Nullable ApiService swaggerServer() {
        for (ApiService api : objects.extensions()) {
            if (api.service() != null && api.available().met()) {
                return api;
            }
        }
        return null;
    }

    @Override
    public void proxy(Exchange exchange, Caller caller) {
        boolean swagger = exchange.target().rawPath().equals(SWAGGER);
        ApiService api = find(exchange.target().rawPath());
        Upstream upstream = api == null ? null : upstreams.get(api.name());
        Upstream.Open open = upstream == null ? null : upstream.open();
        if (api == null || open == null || !api.available().met()) {
            Answers.text(exchange, 503, "service unavailable");
            return;
        }
        ProxiedExchange.start(
                exchange,
                open.client(),
                Passing.request(
                        exchange, swagger ? Passing.SCHEMA_READER : caller, open.authority()),
                timeoutMillis(exchange, api));
    }

    private static long timeoutMillis(Exchange exchange, ApiService api) {
        boolean root =
                exchange.method().equals(HttpMethod.GET.name())
                        && exchange.target().rawPath().equals(root(api));
        return root ? DISCOVERY_TIMEOUT_MILLIS : TIMEOUT_MILLIS;
    }

    static String root(ApiService api) {
        return APIS + api.group() + "/" + api.version();
    }

    @Override
    public List<ExtensionGroup> groups() {
        Map<String, List<ApiService>> byGroup = new TreeMap<>();
        for (ApiService api : objects.extensions()) {
            byGroup.computeIfAbsent(api.group(), _ -> new ArrayList<>()).add(api);
        }
        List<ExtensionGroup> groups = new ArrayList<>();
        byGroup.forEach((group, apis) -> {
            // "v1" stands before "v1beta1": the stable one is preferred.
            apis.sort(Comparator.comparing(ApiService::version));
            groups.add(new ExtensionGroup(group, apis.stream().map(this::version).toList()));
        });
        return groups;
    }

    private ExtensionGroup.Version version(ApiService api) {
        Upstream upstream = upstreams.get(api.name());
        String resources = upstream == null ? "" : upstream.resourcesJson();
        boolean current = api.available().met() && !resources.isEmpty();
        String schemaUrl = upstream == null ? "" : upstream.schemaUrl();
        return new ExtensionGroup.Version(
                api.version(), resources.isEmpty() ? "[]" : resources, schemaUrl, current);
    }

    @Override
    public void close() {
        upstreams.values().forEach(Upstream::close);
    }
}
