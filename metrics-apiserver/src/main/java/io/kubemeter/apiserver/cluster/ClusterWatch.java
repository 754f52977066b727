package io.kubemeter.apiserver.cluster;

import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.protobuf.NodeItem;
import io.kubemeter.apiserver.protobuf.PodItem;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Keeps a {@link ClusterView} up to date, on one virtual thread for nodes and one for pods.
 *
 * <p><b>Owner:</b> whoever started it closes it.
 */
public final class ClusterWatch implements AutoCloseable {
    private static final Duration JOIN = Duration.ofSeconds(2);

    private final ClusterView view;
    private final Reflector<NodeItem> nodes;
    private final Reflector<PodItem> pods;
    private final List<Thread> threads;

    private ClusterWatch(ClusterView view, Reflector<NodeItem> nodes, Reflector<PodItem> pods) {
        this.view = view;
        this.nodes = nodes;
        this.pods = pods;
        this.threads =
                List.of(
                        Thread.ofVirtual().name("watch-nodes").start(nodes),
                        Thread.ofVirtual().name("watch-pods").start(pods));
    }

    /**
     * Starts to list and watch; never waits for kube-apiserver.
     *
     * @param random spreads watches and retries; asked by both threads
     */
    public static ClusterWatch start(
            KubeApi api, ClusterConfig config, LongSupplier nanos, RandomGenerator random) {
        return start(api, config, new ClusterView(), nanos, random);
    }

    static ClusterWatch start(
            KubeApi api,
            ClusterConfig config,
            ClusterView view,
            LongSupplier nanos,
            RandomGenerator random) {
        return new ClusterWatch(
                view,
                new Reflector<>(
                        api,
                        Watched.nodes(config.nodeSelector()),
                        new NodeSink(view),
                        nanos,
                        random),
                new Reflector<>(api, Watched.pods(), new PodSink(view), nanos, random));
    }

    public ClusterView view() {
        return view;
    }

    /** What is wrong now with the way to kube-apiserver; empty while all is well. */
    public List<ApiProblem> problems() {
        return Stream.of(nodes.problem(), pods.problem())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        nodes.stop();
        pods.stop();
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(JOIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
