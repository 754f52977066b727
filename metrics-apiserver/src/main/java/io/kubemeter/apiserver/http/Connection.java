package io.kubemeter.apiserver.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection: who is on the other side, what it waits for, and when that takes too long.
 *
 * <p><b>Owner:</b> the connection's event loop; {@link #drain} and {@link #abort} may be called by
 * any thread.
 */
final class Connection {
    private static final int EVERY_STREAM = Integer.MAX_VALUE;
    private static final int KNOWN_STREAMS = 0;

    private final Channel channel;
    private final ClientRule clients;
    private final ListenerConfig config;
    private final Connections connections;
    private final Turns turns;
    private final ListenerContext listener;

    private List<X509Certificate> peerCertificates = List.of();
    private @Nullable ScheduledFuture<?> deadline;
    private boolean receiving;
    private boolean http2;
    private boolean ending;
    private int underWay;

    private volatile boolean callerKnown;
    private volatile boolean aborted;

    // Read by the loops of connections that need room.
    private volatile boolean waiting = true;
    private volatile boolean served;
    private volatile long waitingSince;

    Connection(Channel channel, ClientRule clients, Turns turns, ListenerContext listener) {
        this.channel = channel;
        this.clients = clients;
        this.config = listener.config();
        this.connections = listener.connections();
        this.turns = turns;
        this.listener = listener;
        this.waitingSince = connections.turn();
    }

    Channel channel() {
        return channel;
    }

    ListenerConfig config() {
        return config;
    }

    HttpHandler handler() {
        return listener.handler();
    }

    ListenerCounters counters() {
        return connections.counters();
    }

    Turns turns() {
        return turns;
    }

    DateHeader date() {
        return listener.date();
    }

    List<X509Certificate> peerCertificates() {
        return peerCertificates;
    }

    /** Whether no further request is taken after those under way. */
    boolean ending() {
        return ending || connections.draining();
    }

    /**
     * The handshake is done: the peer's chain is known from here on. Whether the peer may go on is
     * judged once more, because a resumed session proves its certificate by an earlier handshake,
     * and whom to believe may have changed since.
     *
     * @return false where it may not
     */
    boolean secured(SSLEngine engine) {
        peerCertificates = chain(engine);
        return clients.refusal(peerCertificates) == null;
    }

    private static List<X509Certificate> chain(SSLEngine engine) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate one : engine.getSession().getPeerCertificates()) {
                if (one instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
            return List.copyOf(chain);
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    void isHttp2() {
        http2 = true;
    }

    /** Somebody on it has proven who he is. Any thread may say so. */
    void callerIsKnown() {
        if (!callerKnown) {
            callerKnown = true;
        }
    }

    boolean isCallerKnown() {
        return callerKnown;
    }

    /** Whether no request is under way. Any thread may ask. */
    boolean waiting() {
        return waiting;
    }

    /** Whether this one is to be given up before another. Any thread may ask. */
    boolean missedLessThan(Connection other) {
        return served == other.served ? waitingSince < other.waitingSince : !served;
    }

    /** Nothing is under way: the next request has the idle time to come. */
    void idle() {
        receiving = false;
        waitingSince = connections.turn();
        waiting = true;
        if (!ending()) {
            closeAfter(config.timeouts().idle());
        } else if (http2) {
            // A client that reads GOAWAY closes by itself; closing first could cut its last frames.
            closeAfter(config.timeouts().goaway());
        } else {
            channel.close();
        }
    }

    /** Bytes of a request came on HTTP/1.1. */
    void receiving() {
        if (!receiving && underWay == 0) {
            receiving = true;
            closeAfter(config.timeouts().head());
        }
    }

    /** A request is under way on an HTTP/2 stream, from its first frame to the stream's end. */
    void streamOpened(Channel stream) {
        begin();
        stream.closeFuture().addListener(closed -> streamClosed());
    }

    /** A request has come whole on HTTP/1.1. */
    void requestBegins() {
        begin();
    }

    /** Its answer has gone out, and another request may come. */
    void requestEnded() {
        underWay--;
        idle();
    }

    /** The socket is closed. */
    void closed() {
        stopDeadline();
        connections.closed(this);
    }

    /** No further request after those under way: GOAWAY on HTTP/2, close on HTTP/1.1. */
    void end() {
        if (!ending && http2) {
            goaway(EVERY_STREAM);
            channel.eventLoop()
                    .schedule(
                            () -> goaway(KNOWN_STREAMS),
                            config.timeouts().goaway().toNanos(),
                            TimeUnit.NANOSECONDS);
        }
        ending = true;
        if (underWay == 0) {
            idle();
        }
    }

    /**
     * Requests may be on their way to us while this is on its way to the client, so the first one
     * refuses none and only the second names the last stream. A client that is refused a stream
     * resets it, and of a stream that we never opened a reset is an error of the whole connection,
     * which would cut the answers that others wait for.
     */
    private void goaway(int furtherStreams) {
        if (channel.isActive()) {
            channel.writeAndFlush(
                    new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR)
                            .setExtraStreamIds(furtherStreams));
        }
    }

    void drain() {
        channel.eventLoop().execute(this::end);
    }

    /** Whether what was read already is not to be looked at any more. */
    boolean isAborted() {
        return aborted;
    }

    void abort() {
        aborted = true;
        // Skips HTTP/2's polite ending, which waits for open streams.
        channel.eventLoop().execute(() -> channel.pipeline().firstContext().close());
    }

    private void begin() {
        underWay++;
        waiting = false;
        served = true;
        stopDeadline();
    }

    private void streamClosed() {
        underWay--;
        if (underWay == 0) {
            idle();
        }
    }

    private void closeAfter(Duration time) {
        stopDeadline();
        if (channel.isActive()) {
            deadline =
                    channel.eventLoop()
                            .schedule(this::timeUp, time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void timeUp() {
        if (receiving) {
            counters().timedOut.increment();
        }
        channel.close();
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
