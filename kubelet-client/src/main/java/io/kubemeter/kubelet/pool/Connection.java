package io.kubemeter.kubelet.pool;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/**
 * One proven, kept connection to a kubelet.
 *
 * <p>Owner: its event loop.
 */
final class Connection {
    private final Channel channel;
    private final AnswerReader reader;
    private final String host;
    private final Proof proof;
    private final long endsNanos;

    /**
     * @param host what goes into the {@code Host} header
     * @param endsNanos when it is too old to be used again
     */
    Connection(Channel channel, AnswerReader reader, String host, Proof proof, long endsNanos) {
        this.channel = channel;
        this.reader = reader;
        this.host = host;
        this.proof = proof;
        this.endsNanos = endsNanos;
    }

    String host() {
        return host;
    }

    Proof proof() {
        return proof;
    }

    /** Whether we have shown a certificate, so that no token is sent. */
    boolean certified() {
        return proof.material().clientKey() != null;
    }

    boolean isUsable(long nowNanos) {
        return channel.isActive() && nowNanos - endsNanos < 0;
    }

    ByteBuf buffer(int capacity) {
        return channel.alloc().directBuffer(capacity);
    }

    /** Sends a request; what fails here is heard as a lost connection. */
    void consumeRequest(ByteBuf request, String mediaType) {
        reader.expect(mediaType);
        channel.writeAndFlush(request, channel.voidPromise());
    }

    /** Reads what has come since. */
    void read() {
        channel.read();
    }

    /** Closes at once and unheard; a peer that reads nothing cannot hold it up. */
    void abort() {
        reader.silence();
        abort(channel);
    }

    /** Closes past the TLS handler, which would wait for its farewell to be written. */
    static void abort(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }
}
