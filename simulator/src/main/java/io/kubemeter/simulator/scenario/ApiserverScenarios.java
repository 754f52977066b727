package io.kubemeter.simulator.scenario;

import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.kube.AccessRules;
import io.kubemeter.simulator.kube.Answers;
import io.kubemeter.simulator.kube.Caller;
import io.kubemeter.simulator.kube.Failure;
import io.kubemeter.simulator.kube.KubeApi;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Trouble with the API server, as metrics-server's account meets it; other callers are served. One
 * at a time can be played in a cluster.
 */
final class ApiserverScenarios {
    private static final int REFUSALS = 5;
    private static final int MOST_BODY_BYTES = 1 << 20;
    private static final long SLOW_MILLIS = 1_500;

    private ApiserverScenarios() {}

    static List<Scenario> all() {
        return List.of(
                played(
                        "f41-watch-cut",
                        "all connections to the API server break, watches among them",
                        _ -> KubeApi.Script.NOTHING),
                played(
                        "f42-compaction",
                        "watches break, and what they have missed is compacted away",
                        cluster -> {
                            cluster.objects().compact();
                            return KubeApi.Script.NOTHING;
                        }),
                played(
                        "f43-too-many-requests",
                        "lists and watches are answered 429 with Retry-After for a while",
                        _ -> refusing(ApiserverScenarios::isRead, 429, "TooManyRequests")),
                played(
                        "f44-restart",
                        "the API server restarts: connections break and 503 comes for a while",
                        _ -> refusing(_ -> true, 503, "ServiceUnavailable")),
                played(
                        "f45-apiserver-down",
                        "the API server answers nothing but 503",
                        _ -> answering(_ -> true, 503, "ServiceUnavailable")),
                played(
                        "f46-slow-reviews",
                        "access reviews take a second and a half",
                        _ -> new Slow(SLOW_MILLIS)),
                played(
                        "f47-token-reviews-down",
                        "token reviews fail",
                        _ ->
                                answering(
                                        it -> it.target().rawPath().endsWith("/tokenreviews"),
                                        500,
                                        "InternalError")));
    }

    /** What an API server does wrong in a cluster. */
    private interface Trouble {
        KubeApi.Script in(SimulatedCluster cluster);
    }

    private static Scenario played(String name, String story, Trouble trouble) {
        return new Scenario(
                name,
                story,
                Expectation.none(),
                new Scenario.Script() {
                    @Override
                    public CompletableFuture<Void> start(Stage stage) {
                        SimulatedCluster cluster = stage.cluster();
                        cluster.api().script(trouble.in(cluster));
                        cluster.cutConnections();
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public CompletableFuture<Void> stop(Stage stage) {
                        stage.cluster().api().script(KubeApi.Script.NOTHING);
                        return CompletableFuture.completedFuture(null);
                    }
                });
    }

    private static boolean isRead(Exchange exchange) {
        return exchange.method().equals("GET");
    }

    /** The first requests to each path are refused, later ones are served. */
    private static KubeApi.Script refusing(Predicate<Exchange> which, int status, String reason) {
        Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
        KubeApi.Script always = answering(which, status, reason);
        return (exchange, caller) -> {
            String path = exchange.target().rawPath();
            AtomicInteger times = asked.computeIfAbsent(path, _ -> new AtomicInteger());
            return times.getAndIncrement() < REFUSALS && always.takes(exchange, caller);
        };
    }

    private static KubeApi.Script answering(Predicate<Exchange> which, int status, String reason) {
        return (exchange, caller) -> {
            boolean taken = ofMetricsServer(caller) && which.test(exchange);
            if (taken) {
                HttpHeaders wait = new DefaultHttpHeaders().set("Retry-After", "1");
                Failure failure = Failure.of(status, reason, "the simulator says no");
                // A connection can only be used again when the request was read.
                exchange.readBody(MOST_BODY_BYTES, _ -> Answers.failure(exchange, failure, wait));
            }
            return taken;
        };
    }

    private static boolean ofMetricsServer(Caller caller) {
        return caller.account().user().equals(AccessRules.METRICS_SERVER);
    }

    /** Answers access reviews late. */
    private record Slow(long millis) implements KubeApi.Script {
        @Override
        public boolean takes(Exchange exchange, Caller caller) {
            return false;
        }

        @Override
        public long delayMillis(Exchange exchange, Caller caller) {
            boolean review = exchange.target().rawPath().endsWith("/subjectaccessreviews");
            return review && ofMetricsServer(caller) ? millis : 0;
        }
    }
}
