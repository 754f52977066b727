package io.kubemeter.simulator.kube;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.ChangeType;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldListener;
import io.kubemeter.simulator.world.WorldSnapshot;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All objects of the cluster: pods and nodes follow the world, the rest is made here.
 *
 * <p><b>Owner:</b> any thread.
 */
public final class ClusterObjects {
    static final String AUTHENTICATION = "extension-apiserver-authentication";

    private static final String SYSTEM = "kube-system";
    private static final int MOST_HISTORY = 50_000;
    private static final int LITTLE_HISTORY = 1_000;
    private static final int MOST_EVENTS = 10_000;

    private final long createdMillis;
    private final AtomicLong version = new AtomicLong(1);
    private final ObjectStore<SimulatedPod> pods = new ObjectStore<>(new PodShape(), MOST_HISTORY);
    private final ObjectStore<SimulatedNode> nodes =
            new ObjectStore<>(new NodeShape(), MOST_HISTORY);
    private final ObjectStore<Namespace> namespaces =
            new ObjectStore<>(new NamespaceShape(), LITTLE_HISTORY);
    private final ObjectStore<ConfigMap> configMaps =
            new ObjectStore<>(new ConfigMapShape(), LITTLE_HISTORY);
    private final ObjectStore<ClusterEvent> events =
            new ObjectStore<>(new ClusterEventShape(), LITTLE_HISTORY);
    private final ObjectStore<ApiService> apiServices;
    private final CertificateRequests certificateRequests;
    private final InstantSource clock;

    private ClusterObjects(InstantSource clock) {
        this.clock = clock;
        this.createdMillis = clock.millis();
        this.apiServices = new ObjectStore<>(new ApiServiceShape(createdMillis), LITTLE_HISTORY);
        this.certificateRequests = new CertificateRequests(clock, version::incrementAndGet);
    }

    static ClusterObjects of(World world, ClusterPki pki) {
        ClusterObjects objects = new ClusterObjects(world.clock());
        objects.follow(world);
        objects.populate(world, pki);
        return objects;
    }

    private void follow(World world) {
        WorldListener listener =
                new WorldListener() {
                    @Override
                    public void nodeChanged(ChangeType type, SimulatedNode node) {
                        change(nodes, type, node);
                    }

                    @Override
                    public void podChanged(ChangeType type, SimulatedPod pod) {
                        change(pods, type, pod);
                    }
                };
        // Whatever changes between the two steps waits for the lock of the stores.
        synchronized (world) {
            WorldSnapshot now = world.listen(listener);
            nodes.load(now.nodes(), now.resourceVersion());
            pods.load(now.pods(), now.resourceVersion());
        }
    }

    private static <T> void change(ObjectStore<T> store, ChangeType type, T object) {
        if (type == ChangeType.DELETED) {
            store.delete(object);
        } else {
            store.put(object);
        }
    }

    private void populate(World world, ClusterPki pki) {
        SortedSet<String> names =
                new TreeSet<>(List.of("default", "kube-node-lease", "kube-public", SYSTEM));
        world.deployments().forEach(deployment -> names.add(deployment.namespace()));
        List<Namespace> all = new ArrayList<>();
        List<ConfigMap> maps = new ArrayList<>();
        Map<String, String> root = Map.of("ca.crt", pki.cluster().pem());
        for (String name : names) {
            all.add(new Namespace(name, uid(name), createdMillis, version.incrementAndGet()));
            maps.add(configMap(name, "kube-root-ca.crt", root));
        }
        maps.add(configMap(SYSTEM, AUTHENTICATION, authentication(pki)));
        namespaces.load(all, version.get());
        configMaps.load(maps, version.get());
        List<ApiService> local = new ArrayList<>();
        for (String group :
                List.of(
                        "",
                        "apiregistration.k8s.io",
                        "authentication.k8s.io",
                        "authorization.k8s.io",
                        "certificates.k8s.io")) {
            local.add(
                    new ApiService(
                            group,
                            "v1",
                            null,
                            ApiService.Trust.NONE,
                            new ApiService.Condition(
                                    "True",
                                    "Local",
                                    "Local APIServices are always available",
                                    createdMillis),
                            version.incrementAndGet()));
        }
        apiServices.load(local, version.get());
    }

    private ConfigMap configMap(String namespace, String name, Map<String, String> data) {
        return new ConfigMap(
                namespace,
                name,
                uid(namespace + "/" + name),
                data,
                createdMillis,
                version.incrementAndGet());
    }

    private static Map<String, String> authentication(ClusterPki pki) {
        Map<String, String> data = new TreeMap<>();
        data.put("client-ca-file", pki.cluster().pem());
        data.put("requestheader-allowed-names", "[\"front-proxy-client\"]");
        data.put("requestheader-client-ca-file", pki.frontProxy().pem());
        data.put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
        data.put("requestheader-group-headers", "[\"X-Remote-Group\"]");
        data.put("requestheader-uid-headers", "[\"X-Remote-Uid\"]");
        data.put("requestheader-username-headers", "[\"X-Remote-User\"]");
        return data;
    }

    private static String uid(String of) {
        return UUID.nameUUIDFromBytes(of.getBytes(US_ASCII)).toString();
    }

    ObjectStore<SimulatedPod> pods() {
        return pods;
    }

    ObjectStore<SimulatedNode> nodes() {
        return nodes;
    }

    ObjectStore<Namespace> namespaces() {
        return namespaces;
    }

    ObjectStore<ConfigMap> configMaps() {
        return configMaps;
    }

    ObjectStore<ClusterEvent> eventStore() {
        return events;
    }

    /** What kubelets have asked to be signed. */
    public CertificateRequests certificateRequests() {
        return certificateRequests;
    }

    /** All Events that were posted, as far as they are kept, sorted by name. */
    public List<ClusterEvent> events() {
        return events.contents().objects().stream().map(Stored::object).toList();
    }

    /**
     * Keeps an Event, up to a bound; false where one of that name is there already.
     *
     * @throws IllegalArgumentException if it is none
     */
    synchronized boolean addEvent(String namespace, byte[] body) {
        long now = version.incrementAndGet();
        ClusterEvent event =
                ClusterEvent.parse(
                        body,
                        new ClusterEvent.Identity(
                                namespace, "", uid("event-" + now), clock.millis(), now));
        boolean known = events.find(namespace, event.identity().name()) != null;
        if (!known && events.size() < MOST_EVENTS) {
            events.put(event);
        }
        return !known;
    }

    ObjectStore<ApiService> apiServices() {
        return apiServices;
    }

    /** Forgets all history of pods and nodes: watches from older versions end with 410. */
    public void compact() {
        pods.compact();
        nodes.compact();
    }

    /** Rewrites a key of the ConfigMap that tells extension servers whom to believe. */
    public void authentication(UnaryOperator<Map<String, String>> change) {
        Stored<ConfigMap> now = configMaps.find(SYSTEM, AUTHENTICATION);
        if (now != null) {
            Map<String, String> data = change.apply(new TreeMap<>(now.object().data()));
            configMaps.put(now.object().with(data, version.incrementAndGet()));
        }
    }

    /** Registers an extension server, not yet known to be available. */
    public synchronized void register(
            String group, String apiVersion, ApiService.Service service, ApiService.Trust trust) {
        ApiService.Condition unknown =
                new ApiService.Condition("Unknown", "NotProbed", "not probed yet", createdMillis);
        apiServices.put(
                new ApiService(
                        group, apiVersion, service, trust, unknown, version.incrementAndGet()));
    }

    public synchronized void trust(String name, ApiService.Trust trust) {
        ApiService now = apiService(name);
        if (now != null && !now.trust().equals(trust)) {
            apiServices.put(now.trusting(trust, version.incrementAndGet()));
        }
    }

    public synchronized void available(String name, ApiService.Condition condition) {
        ApiService now = apiService(name);
        if (now != null) {
            apiServices.put(now.available(condition, version.incrementAndGet()));
        }
    }

    public @Nullable ApiService apiService(String name) {
        Stored<ApiService> stored = apiServices.find("", name);
        return stored == null ? null : stored.object();
    }

    /** Those that a service serves. */
    public List<ApiService> extensions() {
        return apiServices.contents().objects().stream()
                .map(Stored::object)
                .filter(api -> api.service() != null)
                .toList();
    }
}
