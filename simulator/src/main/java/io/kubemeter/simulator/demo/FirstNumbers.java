package io.kubemeter.simulator.demo;

import io.kubemeter.simulator.ClusterClient;
import io.kubemeter.simulator.wire.JsonTree;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks for nodes and pods through the aggregator, as kubectl would, until both lists have numbers.
 *
 * <p><b>Owner:</b> its event loop.
 */
final class FirstNumbers {
    /** While the service starts it needs the processor more than we do. */
    private static final long LONG_PAUSE_MILLIS = 100;

    private static final long PAUSE_MILLIS = 25;
    private static final String NODES = "/nodes";
    private static final String PODS = "/pods";

    private final ClusterClient client;
    private final EventLoop loop;
    private final String root;
    private final CompletableFuture<Counts> found = new CompletableFuture<>();
    private volatile String state = "nothing asked yet";
    private int nodes;

    private FirstNumbers(ClusterClient client, EventLoop loop, String version) {
        this.client = client;
        this.loop = loop;
        this.root = "/apis/metrics.k8s.io/" + version;
    }

    /** How many items the two lists have. */
    record Counts(int nodes, int pods) {}

    static FirstNumbers await(ClusterClient client, EventLoop loop, String version) {
        FirstNumbers numbers = new FirstNumbers(client, loop, version);
        numbers.ask(NODES);
        return numbers;
    }

    CompletableFuture<Counts> found() {
        return found;
    }

    /** What the last answer was, for those who wait. */
    String state() {
        return state;
    }

    private void ask(String list) {
        if (!found.isDone()) {
            client.send(HttpMethod.GET, root + list, new DefaultHttpHeaders(), new byte[0])
                    .whenComplete((answer, failure) -> answered(list, answer, failure));
        }
    }

    private void answered(
            String list, ClusterClient.@Nullable Answer answer, @Nullable Throwable failure) {
        int items = answer == null ? 0 : items(answer);
        state = answer == null ? String.valueOf(failure) : describe(list, answer);
        if (items == 0) {
            boolean serves = answer != null && answer.status() == 200;
            long pause = serves ? PAUSE_MILLIS : LONG_PAUSE_MILLIS;
            var _ = loop.schedule(() -> ask(list), pause, TimeUnit.MILLISECONDS);
        } else if (list.equals(NODES)) {
            nodes = items;
            ask(PODS);
        } else {
            found.complete(new Counts(nodes, items));
        }
    }

    /** Counts once more, when all is running. */
    Counts recount() {
        return new Counts(items(client.get(root + NODES)), items(client.get(root + PODS)));
    }

    private static int items(ClusterClient.Answer answer) {
        return answer.status() == 200
                ? JsonTree.children(JsonTree.parse(answer.body().bytes()), "items").size()
                : 0;
    }

    private static String describe(String list, ClusterClient.Answer answer) {
        return answer.status() == 200
                ? list.substring(1) + ": none yet"
                : answer.status() + " " + answer.text().strip();
    }
}
