package io.kubemeter.simulator.aggregator;

import io.kubemeter.simulator.http.Backend;
import io.kubemeter.simulator.http.ClientTls;
import io.kubemeter.simulator.http.Http2Client;
import io.kubemeter.simulator.kube.ApiService;
import io.kubemeter.simulator.kube.ApiService.Condition;
import io.kubemeter.simulator.pki.Credential;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregator knows of one APIService's server: the connection to it, whether it is
 * available, and what it says that it serves.
 *
 * <p><b>Owner:</b> the aggregator's event loop; what others read is published.
 */
final class Upstream implements AutoCloseable {
    private final Aggregator aggregator;
    private final String name;
    private volatile @Nullable Open open;
    private volatile String resourcesJson = "";
    private volatile String schemaUrl = "";
    private @Nullable Future<?> next;
    private int failures;
    private boolean probing;
    private boolean again;
    private boolean closed;

    Upstream(Aggregator aggregator, String name) {
        this.aggregator = aggregator;
        this.name = name;
    }

    /** A way to a server, for as long as its address and its trust stay. */
    record Open(
            Http2Client client,
            String authority,
            InetSocketAddress address,
            ApiService.Trust trust) {}

    @Nullable Open open() {
        return open;
    }

    /** The server's resources as JSON, or nothing as long as it has not said. */
    String resourcesJson() {
        return resourcesJson;
    }

    /** Where the server's schemas are, or nothing as long as it has not said. */
    String schemaUrl() {
        return schemaUrl;
    }

    /** Looks at the server now, whatever was planned. */
    void synchronize() {
        aggregator.loop().execute(this::look);
    }

    private void look() {
        Future<?> planned = next;
        if (planned != null) {
            planned.cancel(false);
        }
        ApiService api = aggregator.objects().apiService(name);
        if (closed || api == null) {
            return;
        }
        if (probing) {
            again = true;
            return;
        }
        Open way = way(api);
        if (way == null) {
            say(api, "MissingEndpoints", "endpoints for service/metrics-server have no addresses");
            plan(aggregator.rules().resyncMillis());
            return;
        }
        probing = true;
        String path = Aggregator.root(api);
        Prober.probe(
                aggregator.loop(),
                way.client(),
                "https://" + way.authority() + path,
                () -> Passing.probe(path, way.authority()),
                verdict -> judged(way, verdict));
    }

    private void judged(Open way, Prober.Verdict verdict) {
        probing = false;
        ApiService api = aggregator.objects().apiService(name);
        if (closed || api == null) {
            return;
        }
        if (verdict.passed()) {
            failures = 0;
            say(api, "Passed", verdict.message());
            ask(way, api);
            plan(aggregator.rules().resyncMillis());
        } else {
            say(api, "FailedDiscoveryCheck", verdict.message());
            way.client().disconnect();
            plan(aggregator.rules().retryMillis(failures++));
        }
        if (again) {
            again = false;
            look();
        }
    }

    private void ask(Open way, ApiService api) {
        Fetch.start(
                way.client(),
                Passing.discovery(way.authority()),
                found -> resourcesJson = Described.resources(found, api, resourcesJson));
        Fetch.start(
                way.client(),
                Passing.schemas(way.authority()),
                found -> schemaUrl = Described.schemaUrl(found, api, schemaUrl));
    }

    private void plan(long delayMillis) {
        next = aggregator.loop().schedule(this::look, delayMillis, TimeUnit.MILLISECONDS);
    }

    private void say(ApiService api, String reason, String message) {
        String status = reason.equals("Passed") ? "True" : "False";
        Condition now = api.available();
        if (now.status().equals(status)
                && now.reason().equals(reason)
                && now.message().equals(message)) {
            return;
        }
        long since = now.status().equals(status) ? now.sinceMillis() : aggregator.clock().millis();
        aggregator.objects().available(name, new Condition(status, reason, message, since));
    }

    private @Nullable Open way(ApiService api) {
        ApiService.Service service = api.service();
        InetSocketAddress address = service == null ? null : aggregator.endpoint(service);
        Open now = open;
        if (service == null || address == null) {
            return dropped(now);
        }
        if (now != null && now.address().equals(address) && now.trust().equals(api.trust())) {
            return now;
        }
        dropped(now);
        Backend backend =
                new Backend(
                        address, service.serverName(), tls(api.trust(), aggregator.frontProxy()));
        String authority = address.getAddress().getHostAddress() + ":" + address.getPort();
        Open fresh =
                new Open(
                        new Http2Client(aggregator.loop(), backend),
                        authority,
                        address,
                        api.trust());
        open = fresh;
        return fresh;
    }

    private @Nullable Open dropped(@Nullable Open old) {
        if (old != null) {
            old.client().close();
            open = null;
        }
        return null;
    }

    private static ClientTls tls(ApiService.Trust trust, Credential own) {
        if (trust.insecureSkipTlsVerify()) {
            return ClientTls.trustingAnybody(own);
        }
        return trust.caBundle().isEmpty()
                ? ClientTls.trustingSystem(own)
                : ClientTls.trusting(trust.caBundle(), own);
    }

    @Override
    public void close() {
        aggregator
                .loop()
                .execute(() -> {
                    closed = true;
                    Future<?> planned = next;
                    if (planned != null) {
                        planned.cancel(false);
                    }
                    dropped(open);
                });
    }
}
