package io.kubemeter.simulator.kubelet;

import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.ChangeType;
import io.kubemeter.simulator.world.SimulatedNode;
import io.kubemeter.simulator.world.SimulatedPod;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldListener;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The kubelets of a world, all in one process: follows its nodes, listens for each, and breaks them
 * on request.
 *
 * <p>Up to a thousand nodes have a listener each on their own 127.x address. More share one on all
 * addresses, which drops every connection that does not come over loopback.
 *
 * <p><b>Owner:</b> any thread.
 */
public final class KubeletFleet implements AutoCloseable {
    /** So many listeners of their own; descriptors are scarce. */
    public static final int MOST_LISTENERS = 1_000;

    static final AttributeKey<SimulatedKubelet> KUBELET = AttributeKey.valueOf("kubelet");

    private final World world;
    private final ClusterPki pki;
    private final TokenAuthority authority;
    private final KubeletTransport transport;
    private final Map<String, SimulatedKubelet> kubelets = new ConcurrentHashMap<>();
    private final Map<String, SimulatedKubelet> byAddress = new ConcurrentHashMap<>();
    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private final Listeners listeners;
    private final WorldListener follower = new Follower();

    private KubeletFleet(
            World world, ClusterPki pki, TokenAuthority authority, KubeletTransport transport) {
        this.world = world;
        this.pki = pki;
        this.authority = authority;
        this.transport = transport;
        SslContext tls = transport.tls() ? tls() : null;
        this.listeners =
                new Listeners(
                        transport,
                        node -> new KubeletPipeline(_ -> kubelets.get(node), tls, connections),
                        new KubeletPipeline(this::called, tls, connections),
                        world.shape().kubeletPort());
    }

    /**
     * Starts listening; waits until every kubelet can be called. Not from an event loop.
     * Certificates are issued beside it: a handshake that comes early makes its own.
     */
    public static KubeletFleet start(
            World world, ClusterPki pki, TokenAuthority authority, KubeletTransport transport)
            throws IOException {
        KubeletFleet fleet = new KubeletFleet(world, pki, authority, transport);
        try {
            fleet.open().join();
            Thread issuer = new Thread(fleet::issueCertificates, "kubelet-certificates");
            issuer.setDaemon(true);
            issuer.start();
        } catch (CompletionException e) {
            fleet.close();
            throw new IOException("cannot start the kubelets", e.getCause());
        }
        return fleet;
    }

    /** Starts listening without waiting: for loops that a test turns by hand. */
    public static KubeletFleet startOn(
            World world, ClusterPki pki, TokenAuthority authority, KubeletTransport transport) {
        KubeletFleet fleet = new KubeletFleet(world, pki, authority, transport);
        var _ = fleet.open();
        return fleet;
    }

    private CompletableFuture<Void> open() {
        boolean each = world.nodes().size() <= MOST_LISTENERS || !transport.sockets();
        Collection<SimulatedNode> nodes = world.listen(follower).nodes();
        for (SimulatedNode node : nodes) {
            admit(node);
        }
        return listeners.open(each ? nodes : null).thenAccept(world::kubeletPort);
    }

    private SslContext tls() {
        SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
        try {
            return SslContextBuilder.forServer(new KubeletKeys(kubelets))
                    .sslProvider(provider)
                    .trustManager(new AnyClient(pki.cluster().certificate()))
                    .clientAuth(ClientAuth.OPTIONAL)
                    .protocols("TLSv1.2", "TLSv1.3")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS for the kubelets", e);
        }
    }

    /** Where all kubelets listen; the world's nodes say so too. */
    public int port() {
        return listeners.port();
    }

    public SimulatedKubelet kubelet(String node) {
        SimulatedKubelet kubelet = kubelets.get(node);
        if (kubelet == null) {
            throw new IllegalArgumentException("kubelet: " + node + " (expected: a known node)");
        }
        return kubelet;
    }

    public Collection<SimulatedKubelet> kubelets() {
        return Collections.unmodifiableCollection(kubelets.values());
    }

    /** Issues every kubelet's certificate now, so that no handshake has to wait for it. */
    public void issueCertificates() {
        kubelets.values().forEach(SimulatedKubelet::credential);
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    /** Breaks a node's kubelet until it is healed or broken otherwise; done when it is so. */
    public CompletableFuture<Void> inject(String node, Fault fault) {
        return change(node, fault);
    }

    /** Ends a node's fault; done when it is over. */
    public CompletableFuture<Void> heal(String node) {
        return change(node, null);
    }

    /** Done when all listeners have followed what happened to their nodes so far. */
    public CompletableFuture<Void> settled() {
        return listeners.settled();
    }

    /** Ends all connections to a node, as a kubelet that is restarted. */
    public void disconnect(String node) {
        disconnect(kubelet(node));
    }

    private void disconnect(SimulatedKubelet kubelet) {
        for (Channel channel : connections) {
            if (kubelet.equals(channel.attr(KUBELET).get())) {
                channel.close();
            }
        }
    }

    private CompletableFuture<Void> change(String node, @Nullable Fault fault) {
        SimulatedKubelet kubelet = kubelet(node);
        Fault before = kubelet.fault();
        kubelet.broken(fault);
        CompletableFuture<Void> followed = listeners.follow(node, fault);
        boolean cut =
                (before != null && before.cutsConnections())
                        || (fault != null && fault.cutsConnections());
        if (cut) {
            disconnect(kubelet);
        }
        return followed;
    }

    private @Nullable SimulatedKubelet called(Channel channel) {
        if (channel.localAddress() instanceof InetSocketAddress local
                && local.getAddress().isLoopbackAddress()) {
            return byAddress.get(local.getAddress().getHostAddress());
        }
        return null;
    }

    private void admit(SimulatedNode node) {
        SimulatedKubelet kubelet = new SimulatedKubelet(node, world, pki, authority);
        if (kubelets.putIfAbsent(node.name(), kubelet) == null) {
            byAddress.put(node.address(), kubelet);
        }
    }

    /** Listeners come and go with the world's nodes. */
    private final class Follower implements WorldListener {
        @Override
        public void nodeChanged(ChangeType type, SimulatedNode node) {
            switch (type) {
                case ADDED -> {
                    admit(node);
                    listeners.add(node);
                }
                case MODIFIED -> {}
                case DELETED -> {
                    listeners.remove(node.name());
                    SimulatedKubelet gone = kubelets.remove(node.name());
                    if (gone != null) {
                        byAddress.remove(gone.address());
                        disconnect(gone);
                    }
                }
            }
        }

        @Override
        public void podChanged(ChangeType type, SimulatedPod pod) {
            // The next answer asks the world for the node's pods.
        }
    }

    @Override
    public void close() {
        world.unlisten(follower);
        listeners.close();
        connections.forEach(Channel::close);
        // Native TLS reaches them until its context is collected.
        kubelets.clear();
        byAddress.clear();
    }
}
