package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.http.HttpHandler;
import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.wire.JsonTree;
import io.kubemeter.simulator.wire.JsonWriter;
import io.kubemeter.simulator.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The fake kube-apiserver's handler: who asks, may they, and what is the answer.
 *
 * <p><b>Owner:</b> any event loop; its state is in the stores.
 */
public final class KubeApi implements HttpHandler {
    private static final int MOST_BODY_BYTES = 3 << 20;
    private static final long BOOKMARK_MILLIS = 60_000;
    private static final String VERSION = NodeShape.KUBELET_VERSION;

    private final ClusterObjects objects;
    private final Authentication authentication;
    private final AccessRules access;
    private final Reviews reviews;
    private final Discovery discovery;
    private final ServiceAccounts accounts;
    private final Map<String, ResourceHandler<?>> handlers;
    private volatile ApiExtension extension = ApiExtension.NONE;
    private volatile Script script = Script.NOTHING;

    private KubeApi(World world, ClusterPki pki, AccessRules access, long bookmarkMillis) {
        this.objects = ClusterObjects.of(world, pki);
        this.access = access;
        this.authentication = new Authentication(pki);
        this.reviews = new Reviews(authentication, access);
        this.accounts = new ServiceAccounts(pki.tokens(), world.clock());
        this.handlers = handlers(world, bookmarkMillis);
        this.discovery =
                new Discovery(
                        Stream.concat(
                                        handlers.values().stream()
                                                .map(one -> one.store().shape().resource()),
                                        written().stream())
                                .toList(),
                        () -> extension.groups());
    }

    /** An API server for a world, with a bookmark each minute. */
    public static KubeApi of(World world, ClusterPki pki, AccessRules access) {
        return of(world, pki, access, BOOKMARK_MILLIS);
    }

    static KubeApi of(World world, ClusterPki pki, AccessRules access, long bookmarkMillis) {
        return new KubeApi(world, pki, access, bookmarkMillis);
    }

    private Map<String, ResourceHandler<?>> handlers(World world, long bookmarkMillis) {
        Map<String, ResourceHandler<?>> all = new LinkedHashMap<>();
        for (ObjectStore<?> store :
                List.of(
                        objects.configMaps(),
                        objects.eventStore(),
                        objects.namespaces(),
                        objects.nodes(),
                        objects.pods(),
                        objects.apiServices(),
                        objects.certificateRequests().store())) {
            ResourceName resource = store.shape().resource();
            all.put(
                    resource.apiVersion() + "/" + resource.plural(),
                    new ResourceHandler<>(store, world.clock(), bookmarkMillis));
        }
        return all;
    }

    /** Resources that one may only create. */
    private static List<ResourceName> written() {
        return List.of(
                create("authentication.k8s.io", "tokenreviews", "TokenReview", false),
                create(
                        "authorization.k8s.io",
                        "selfsubjectaccessreviews",
                        "SelfSubjectAccessReview",
                        false),
                create(
                        "authorization.k8s.io",
                        "subjectaccessreviews",
                        "SubjectAccessReview",
                        false));
    }

    private static ResourceName create(
            String group, String plural, String kind, boolean namespaced) {
        return new ResourceName(
                group,
                "v1",
                plural,
                kind,
                new ResourceName.Scope(namespaced, ResourceName.CREATE),
                new ResourceName.Naming(plural.substring(0, plural.length() - 1), List.of()));
    }

    /** What tests make an API server do wrong: answers a request by itself, or leaves it. */
    public interface Script {
        Script NOTHING = (exchange, caller) -> false;

        /** Whether it has taken the exchange over. */
        boolean takes(Exchange exchange, Caller caller);

        /** How long the answer to what is not taken has to wait. */
        default long delayMillis(Exchange exchange, Caller caller) {
            return 0;
        }
    }

    public ClusterObjects objects() {
        return objects;
    }

    public AccessRules access() {
        return access;
    }

    public ServiceAccounts accounts() {
        return accounts;
    }

    public void extend(ApiExtension by) {
        extension = by;
    }

    public void script(Script next) {
        script = next;
    }

    @Override
    public void handle(Exchange exchange) {
        Caller caller = authentication.caller(exchange);
        if (caller == null) {
            Answers.failure(exchange, Failure.unauthorized());
            return;
        }
        RequestRoute route = RequestRoute.of(exchange);
        if (!access.allows(caller.account(), AccessRules.Question.of(route, exchange.target()))) {
            Answers.failure(exchange, Failure.forbidden(caller, route));
            return;
        }
        Script playing = script;
        if (playing.takes(exchange, caller)) {
            return;
        }
        long delay = playing.delayMillis(exchange, caller);
        if (delay == 0) {
            answer(exchange, route, caller);
        } else {
            Runnable late = () -> answer(exchange, route, caller);
            var _ = exchange.loop().schedule(late, delay, TimeUnit.MILLISECONDS);
        }
    }

    private void answer(Exchange exchange, RequestRoute route, Caller caller) {
        String path = exchange.target().rawPath();
        if (extension.serves(path)) {
            extension.proxy(exchange, caller);
        } else if (route.isResource()) {
            resource(exchange, route, caller);
        } else if (!discovery.handle(exchange, path)) {
            plain(exchange, path);
        }
    }

    private void resource(Exchange exchange, RequestRoute route, Caller caller) {
        RequestRoute.Resource of = route.resource();
        boolean create = route.verb().equals("create");
        ResourceHandler<?> handler = handlers.get(of.apiVersion() + "/" + of.plural());
        if (create && of.plural().endsWith("reviews")) {
            reviews.handle(exchange, route, caller);
        } else if (create && of.plural().equals("events")) {
            event(exchange, of.namespace());
        } else if (create && of.plural().equals("serviceaccounts")) {
            token(exchange, of);
        } else if (handler != null && isDecision(route)) {
            decide(exchange, route, handler);
        } else if (handler == null || !of.subresource().isEmpty()) {
            Answers.failure(exchange, Failure.notFoundPath());
        } else if (route.verb().equals("patch") && of.plural().equals("apiservices")) {
            patch(exchange, route, handler);
        } else {
            handler.handle(exchange, route);
        }
    }

    private void token(Exchange exchange, RequestRoute.Resource of) {
        if (of.subresource().equals("token")) {
            accounts.token(exchange, of);
        } else {
            Answers.failure(exchange, Failure.notFoundPath());
        }
    }

    /** What {@code kubectl certificate approve} and {@code deny} send. */
    private static boolean isDecision(RequestRoute route) {
        return route.verb().equals("update")
                && route.resource().plural().equals("certificatesigningrequests")
                && route.resource().subresource().equals("approval");
    }

    private void decide(Exchange exchange, RequestRoute route, ResourceHandler<?> handler) {
        exchange.readBody(
                MOST_BODY_BYTES,
                body -> {
                    try {
                        objects.certificateRequests().decide(route.resource().name(), body);
                        // Which says so where there is none.
                        handler.handle(
                                exchange, new RequestRoute("get", route.path(), route.resource()));
                    } catch (IllegalArgumentException e) {
                        Answers.failure(
                                exchange, Failure.badRequest(String.valueOf(e.getMessage())));
                    }
                });
    }

    private void event(Exchange exchange, String namespace) {
        exchange.readBody(
                MOST_BODY_BYTES,
                body -> {
                    try {
                        if (objects.addEvent(namespace, body)) {
                            Answers.json(exchange, 201, body);
                        } else {
                            Answers.failure(exchange, Failure.of(409, "AlreadyExists", "events"));
                        }
                    } catch (IllegalArgumentException e) {
                        Answers.failure(
                                exchange, Failure.badRequest(String.valueOf(e.getMessage())));
                    }
                });
    }

    /** What a server does that puts its own certificate into its APIService. */
    private void patch(Exchange exchange, RequestRoute route, ResourceHandler<?> handler) {
        exchange.readBody(
                MOST_BODY_BYTES,
                body -> {
                    try {
                        Map<String, Object> spec = JsonTree.child(JsonTree.parse(body), "spec");
                        String bundle =
                                ApiServiceShape.decodedBundle(JsonTree.text(spec, "caBundle"));
                        boolean insecure =
                                JsonTree.text(spec, "insecureSkipTLSVerify").equals("true");
                        objects.trust(
                                route.resource().name(), new ApiService.Trust(bundle, insecure));
                        handler.handle(
                                exchange, new RequestRoute("get", route.path(), route.resource()));
                    } catch (IllegalArgumentException e) {
                        Answers.failure(
                                exchange, Failure.badRequest(String.valueOf(e.getMessage())));
                    }
                });
    }

    private static void plain(Exchange exchange, String path) {
        switch (path) {
            case "/healthz", "/livez", "/readyz" -> Answers.text(exchange, 200, "ok");
            case "/version", "/version/" -> version(exchange);
            default -> Answers.failure(exchange, Failure.notFoundPath());
        }
    }

    private static void version(Exchange exchange) {
        JsonWriter json = new JsonWriter();
        json.object();
        json.text(0, "major", "1");
        json.text(0, "minor", "36");
        json.text(0, "gitVersion", VERSION);
        json.text(0, "gitCommit", "simulated");
        json.text(0, "gitTreeState", "clean");
        json.text(0, "buildDate", "2026-11-01T00:00:00Z");
        json.text(0, "goVersion", "none");
        json.text(0, "compiler", "none");
        json.text(0, "platform", "linux/amd64");
        json.end();
        Answers.json(exchange, 200, json.toArray());
    }
}
