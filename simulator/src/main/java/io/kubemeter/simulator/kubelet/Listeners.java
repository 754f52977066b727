package io.kubemeter.simulator.kubelet;

import io.kubemeter.simulator.world.SimulatedNode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sockets at which kubelets are called: one for each node, or one for all.
 *
 * <p><b>Owner:</b> any thread; what happens to one node's listener happens in order.
 */
final class Listeners implements AutoCloseable {
    private static final String EVERYWHERE = "0.0.0.0";
    private static final int BACKLOG_FOR_ALL = 4_096;
    private static final int BACKLOG_FOR_ONE = 128;
    private static final int RETRIES = 100;
    private static final long RETRY_MILLIS = 10;

    private final KubeletTransport transport;
    private final Function<String, ChannelHandler> pipelineForOne;
    private final ChannelHandler pipelineForAll;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private volatile @Nullable Channel forAll;
    private volatile int port;

    Listeners(
            KubeletTransport transport,
            Function<String, ChannelHandler> pipelineForOne,
            ChannelHandler pipelineForAll,
            int port) {
        this.transport = transport;
        this.pipelineForOne = pipelineForOne;
        this.pipelineForAll = pipelineForAll;
        this.port = port;
    }

    int port() {
        return port;
    }

    /** Listens for each node by itself, or for whichever comes when there is no list. */
    CompletableFuture<Integer> open(@Nullable Collection<SimulatedNode> nodes) {
        if (nodes == null || nodes.isEmpty()) {
            return bind(pipelineForAll, EVERYWHERE, BACKLOG_FOR_ALL)
                    .thenApply(channel -> {
                        forAll = channel;
                        return learnPort(channel);
                    });
        }
        Iterator<SimulatedNode> rest = nodes.iterator();
        return opened(rest.next())
                .thenApply(this::learnPort)
                .thenCompose(found -> {
                    CompletableFuture<?>[] others =
                            nodes.stream()
                                    .skip(1)
                                    .map(this::opened)
                                    .toArray(CompletableFuture<?>[]::new);
                    return CompletableFuture.allOf(others).thenApply(_ -> found);
                });
    }

    private CompletableFuture<Channel> opened(SimulatedNode node) {
        return slot(node).open(0);
    }

    private Slot slot(SimulatedNode node) {
        return slots.computeIfAbsent(
                node.name(), name -> new Slot(node.address(), pipelineForOne.apply(name)));
    }

    private int learnPort(Channel channel) {
        if (channel.localAddress() instanceof InetSocketAddress bound) {
            port = bound.getPort();
        }
        return port;
    }

    /** A node came while we were listening, or came back. */
    void add(SimulatedNode node) {
        if (forAll == null) {
            var _ = slot(node).open(RETRIES);
        }
    }

    /** A node went; its place is kept, for it may come back. */
    void remove(String node) {
        Slot slot = slots.get(node);
        if (slot != null) {
            var _ = slot.shut();
        }
    }

    /** Opens or shuts a node's listener as its fault comes or goes. */
    CompletableFuture<Void> follow(String node, @Nullable Fault fault) {
        Slot slot = slots.get(node);
        if (slot == null) {
            return fault instanceof Fault.Blackholed
                    ? CompletableFuture.failedFuture(
                            new IllegalStateException("a black hole needs a listener for each"))
                    : CompletableFuture.completedFuture(null);
        }
        return switch (fault) {
            case Fault.Refused _ -> slot.shut();
            case Fault.Blackholed _ -> slot.swallow();
            case null, default -> slot.open(RETRIES).thenApply(_ -> null);
        };
    }

    /** Done when everything that was asked for so far is. */
    CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(
                slots.values().stream().map(Slot::last).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Channel> bind(ChannelHandler pipeline, String host, int backlog) {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(transport.loops())
                        .channel(transport.channel())
                        .childHandler(pipeline);
        if (transport.sockets()) {
            bootstrap
                    .option(ChannelOption.SO_BACKLOG, backlog)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true);
        }
        CompletableFuture<Channel> bound = new CompletableFuture<>();
        bootstrap
                .bind(transport.address(host, port))
                .addListener(
                        (ChannelFutureListener)
                                it -> {
                                    if (it.isSuccess()) {
                                        bound.complete(it.channel());
                                    } else {
                                        bound.completeExceptionally(it.cause());
                                    }
                                });
        return bound;
    }

    /** A port may be taken for a moment longer than its channel says. */
    private <T> CompletableFuture<T> patiently(Supplier<CompletableFuture<T>> attempt, int left) {
        return attempt.get()
                .handle((made, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(made);
                    }
                    return left == 0
                            ? CompletableFuture.<T>failedFuture(failure)
                            : later().thenCompose(_ -> patiently(attempt, left - 1));
                })
                .thenCompose(Function.identity());
    }

    private CompletableFuture<Void> later() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        var _ =
                transport
                        .loops()
                        .schedule(() -> later.complete(null), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        return later;
    }

    private static CompletableFuture<Void> shut(@Nullable Channel channel) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (channel == null) {
            done.complete(null);
        } else {
            channel.close().addListener(_ -> done.complete(null));
        }
        return done;
    }

    @Override
    public void close() {
        var _ = shut(forAll);
        slots.values().forEach(Slot::close);
        slots.clear();
    }

    /**
     * One node's listener.
     *
     * <p><b>Owner:</b> any thread, under its own lock; each change waits for the one before it.
     */
    private final class Slot implements AutoCloseable {
        private final String host;
        private final ChannelHandler pipeline;
        private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        private volatile @Nullable Channel channel;
        private volatile @Nullable Blackhole hole;

        Slot(String host, ChannelHandler pipeline) {
            this.host = host;
            this.pipeline = pipeline;
        }

        synchronized CompletableFuture<Channel> open(int retries) {
            CompletableFuture<Channel> opened =
                    last.thenCompose(_ -> {
                        Channel present = channel;
                        if (present != null && present.isOpen()) {
                            return CompletableFuture.completedFuture(present);
                        }
                        unplug();
                        return patiently(() -> bind(pipeline, host, BACKLOG_FOR_ONE), retries);
                    });
            CompletableFuture<Channel> kept =
                    opened.thenApply(bound -> {
                        channel = bound;
                        return bound;
                    });
            last = kept.exceptionally(_ -> null);
            return kept;
        }

        synchronized CompletableFuture<Void> shut() {
            CompletableFuture<Void> done =
                    last.thenCompose(_ -> {
                        unplug();
                        return Listeners.shut(channel);
                    });
            last = done;
            return done;
        }

        synchronized CompletableFuture<Void> swallow() {
            CompletableFuture<Void> done = shut().thenCompose(_ -> patiently(this::dig, RETRIES));
            last = done.exceptionally(_ -> null);
            return done;
        }

        private CompletableFuture<Void> dig() {
            try {
                hole = Blackhole.open(transport.address(host, port));
                return CompletableFuture.completedFuture(null);
            } catch (UncheckedIOException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private synchronized CompletableFuture<?> last() {
            return last;
        }

        private void unplug() {
            Blackhole open = hole;
            hole = null;
            if (open != null) {
                open.close();
            }
        }

        @Override
        public void close() {
            var _ = shut();
        }
    }
}
