package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One way from a peer's addresses to a proven connection: the next address after each that cannot
 * be reached; names are looked up off the loop.
 *
 * <p>Owner: the event loop. Made for one connection.
 */
final class Dial {
    private static final int MAX_ATTEMPTS = 8;

    private final PoolContext pool;
    private final Peer peer;
    private final @Nullable String pin;
    private final DialEvents events;
    private final AnswerEvents answers;
    private final Deque<Candidate> candidates = new ArrayDeque<>();
    private int nextAddress;
    private int attempts;
    private Phase phase = Phase.IDLE;
    private long phaseEndsNanos;
    private @Nullable Channel channel;
    private @Nullable Handshake handshake;
    private Failure worst = new Failure(Reason.NO_ADDRESS, "addresses=0");

    /**
     * @param pin the digest of the key that this Node showed first, if any
     * @param answers hears what happens on the connection afterwards
     */
    Dial(
            PoolContext pool,
            Peer peer,
            @Nullable String pin,
            DialEvents events,
            AnswerEvents answers) {
        this.pool = pool;
        this.peer = peer;
        this.pin = pin;
        this.events = events;
        this.answers = answers;
    }

    Phase phase() {
        return phase;
    }

    /** When the current phase has taken too long. */
    long phaseEndsNanos() {
        return phaseEndsNanos;
    }

    void postpone(long nanos) {
        phaseEndsNanos += nanos;
    }

    void start() {
        next();
    }

    /** The current phase has taken too long. */
    void expire() {
        Phase expired = phase;
        String at = at();
        drop();
        switch (expired) {
            case LOOKUP -> reject(Reason.NAME_UNRESOLVED, "the lookup took too long" + at);
            case CONNECT -> reject(Reason.CONNECT_TIMEOUT, "no answer" + at);
            default -> {
                finish(new Failure(Reason.TIMEOUT, "phase=" + expired.word() + at));
                return;
            }
        }
        next();
    }

    /** Nobody waits any more. */
    void cancel() {
        phase = Phase.IDLE;
        drop();
    }

    private void next() {
        while (true) {
            Candidate candidate = candidates.pollFirst();
            if (candidate != null) {
                connect(candidate);
                return;
            }
            if (nextAddress == peer.addresses().size() || attempts >= MAX_ATTEMPTS) {
                finish(worst);
                return;
            }
            String host = peer.addresses().get(nextAddress++);
            if (TlsClient.isDnsName(host)) {
                lookUp(host);
                return;
            }
            offer(host, Hosts.literal(host));
        }
    }

    private void lookUp(String host) {
        if (!Hosts.isName(host)) {
            offer(host, null);
            next();
            return;
        }
        enter(Phase.LOOKUP, pool.config().deadlines().connect());
        int asked = ++attempts;
        pool.runtime()
                .lookups()
                .execute(() -> {
                    List<InetAddress> found = addresses(host);
                    pool.loop().execute(() -> lookedUp(host, asked, found));
                });
    }

    private List<InetAddress> addresses(String host) {
        try {
            return pool.runtime().lookup().addresses(host);
        } catch (UnknownHostException | RuntimeException e) {
            return List.of();
        }
    }

    private void lookedUp(String host, int asked, List<InetAddress> found) {
        if (phase != Phase.LOOKUP || asked != attempts) {
            return;
        }
        if (found.isEmpty()) {
            reject(Reason.NAME_UNRESOLVED, "name=" + host);
        }
        found.stream().limit(MAX_ATTEMPTS).forEach(address -> offer(host, address));
        next();
    }

    private void offer(String host, @Nullable InetAddress address) {
        if (address == null) {
            reject(Reason.NO_ADDRESS, "not an address: " + SafeText.of(host));
        } else if (pool.config().rules().permits(address, peer.port())) {
            candidates.add(new Candidate(host, address));
        } else {
            reject(Reason.NO_ADDRESS, "must not be dialled: " + address.getHostAddress());
        }
    }

    private void connect(Candidate to) {
        attempts++;
        try {
            handshake = new Handshake(pool, peer, to.host(), pin, answers);
        } catch (SSLException e) {
            finish(
                    new Failure(
                            Reason.TLS_FAILED,
                            "our own certificates: " + SafeText.of(e.toString())));
            return;
        }
        enter(Phase.CONNECT, pool.config().deadlines().connect());
        InetSocketAddress address = new InetSocketAddress(to.address(), peer.port());
        ChannelFuture connecting =
                new Bootstrap()
                        .group(pool.loop())
                        .channelFactory(pool.runtime().channels())
                        // Addresses are known, and a resolver would be kept for each loop.
                        .disableResolver()
                        .handler(handshake)
                        .connect(pool.runtime().remote().apply(address));
        Channel dialled = connecting.channel();
        channel = dialled;
        // What could not even be opened, for want of descriptors, is told on a thread of Netty's.
        connecting.addListener(done -> onLoop(() -> connected(dialled, done.cause())));
    }

    private void onLoop(Runnable task) {
        if (pool.loop().inEventLoop()) {
            task.run();
        } else {
            pool.loop().execute(task);
        }
    }

    private void connected(Channel dialled, @Nullable Throwable cause) {
        Handshake hands = handshake;
        if (!dialled.equals(channel) || hands == null) {
            if (cause == null) {
                dialled.close();
            }
            return;
        }
        if (cause != null) {
            Reason reason = refusal(cause);
            boolean plain = reason == Reason.CONNECT_REFUSED;
            reject(reason, (plain ? "" : SafeText.of(String.valueOf(cause))) + at());
            // Netty has closed it, or there is nothing to close.
            channel = null;
            handshake = null;
            next();
            return;
        }
        pool.pool().connectionOpened();
        enter(Phase.TLS, pool.config().deadlines().handshake());
        hands.whenDone(found -> handshaken(dialled, hands, found));
    }

    private void handshaken(Channel dialled, Handshake hands, @Nullable Failure failure) {
        if (!dialled.equals(channel) || phase != Phase.TLS) {
            return;
        }
        if (failure != null) {
            String at = at();
            drop();
            finish(new Failure(failure.reason(), failure.detail() + at));
            return;
        }
        phase = Phase.IDLE;
        channel = null;
        events.connected(hands.connection(dialled));
    }

    private static Reason refusal(Throwable cause) {
        boolean refused =
                cause instanceof ConnectException && !(cause instanceof NoRouteToHostException);
        return refused ? Reason.CONNECT_REFUSED : Reason.CONNECT_TIMEOUT;
    }

    private void reject(Reason reason, String detail) {
        if (weight(reason) >= weight(worst.reason())) {
            worst = new Failure(reason, detail);
        }
    }

    /** Of several addresses, the failure that got furthest says most. */
    private static int weight(Reason reason) {
        return switch (reason) {
            case NO_ADDRESS -> 0;
            case NAME_UNRESOLVED -> 1;
            default -> 2;
        };
    }

    private void enter(Phase entered, long nanos) {
        phase = entered;
        phaseEndsNanos = pool.nowNanos() + nanos;
    }

    private void finish(Failure failure) {
        phase = Phase.IDLE;
        events.undialled(failure);
    }

    private void drop() {
        Channel dropped = channel;
        channel = null;
        handshake = null;
        if (dropped != null) {
            Connection.abort(dropped);
            dropped.close();
        }
    }

    private String at() {
        Handshake hands = handshake;
        return hands == null ? "" : " address=" + hands.host();
    }

    /**
     * An address that may be dialled.
     *
     * @param host the literal or name that led to it
     * @param address where to connect
     */
    private record Candidate(String host, InetAddress address) {}
}
