package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslHandler;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Builds the pipeline of one channel and tells why its peer was not let in.
 *
 * <p>Owner: the event loop. Made for one channel.
 */
final class Handshake extends ChannelInitializer<Channel> {
    /** One system call reads a whole answer of an ordinary node. */
    private static final RecvByteBufAllocator RECEIVE = new FixedRecvByteBufAllocator(64 << 10);

    private static final int MAX_LINE = 4 << 10;
    private static final int MAX_HEAD = 16 << 10;
    private static final int MAX_PIECE = 64 << 10;

    private final PoolContext pool;
    private final String host;
    private final int port;
    private final TlsClient.Built tls;
    private final PeerCheck check;
    private final AlertTap tap = new AlertTap();
    private final AnswerReader reader;
    private final FailureEnd failures = new FailureEnd();
    private @Nullable SslHandler ssl;

    /**
     * @param host the address or name that is dialled
     */
    Handshake(PoolContext pool, Peer peer, String host, @Nullable String pin, AnswerEvents answers)
            throws SSLException {
        this.pool = pool;
        this.host = host;
        this.port = peer.port();
        this.tls = pool.tls().prepare();
        this.check = new PeerCheck(peer, host, pool.config().policy(), tls.chains(), pin);
        this.reader = new AnswerReader(pool.bodies(), answers);
    }

    String host() {
        return Hosts.withPort(host, port);
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.config().setRecvByteBufAllocator(RECEIVE);
        if (channel instanceof SocketChannel socket) {
            socket.config().setTcpNoDelay(true).setKeepAlive(true).setConnectTimeoutMillis(0);
        }
        SslHandler handler = pool.tls().handler(tls, channel.alloc(), host, check);
        ssl = handler;
        channel.closeFuture().addListener(closed -> pool.tls().finished(handler));
        channel.pipeline().addLast(tap, handler, failures);
    }

    /** Calls back with null once the peer is proven, or with why it is not. */
    void whenDone(Consumer<@Nullable Failure> callback) {
        SslHandler handler = ssl;
        if (handler == null) {
            callback.accept(new Failure(Reason.TLS_FAILED, "the channel was never set up"));
            return;
        }
        handler.handshakeFuture()
                .addListener(done -> {
                    pool.tls().finished(handler);
                    callback.accept(failure(done.cause()));
                });
    }

    /** The connection that came of it; answers are read only when asked for from now on. */
    Connection connection(Channel channel) {
        channel.config().setAutoRead(false);
        HttpDecoderConfig limits =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE)
                        .setMaxHeaderSize(MAX_HEAD)
                        .setMaxChunkSize(MAX_PIECE);
        channel.pipeline().remove(failures);
        channel.pipeline().addLast(new HttpResponseDecoder(limits), reader);
        Verdict verdict =
                Objects.requireNonNull(check.verdict(), "a handshake without a certificate");
        Proof proof = new Proof(tls.material(), verdict, check.shownKey());
        return new Connection(channel, reader, host(), proof, pool.connectionEndsNanos(host));
    }

    private @Nullable Failure failure(@Nullable Throwable cause) {
        Verdict verdict = check.verdict();
        Reason reason = verdict == null ? null : verdict.reason();
        if (cause == null) {
            return verdict == null
                    ? new Failure(Reason.TLS_FAILED, "the peer showed no certificate")
                    : null;
        }
        if (verdict != null && reason != null && pool.config().policy().enforced()) {
            return new Failure(reason, verdict.detail());
        }
        if (tap.alert() == AlertTap.INTERNAL_ERROR) {
            return new Failure(Reason.CSR_PENDING, "alert=80");
        }
        return new Failure(Reason.TLS_FAILED, SafeText.of(String.valueOf(cause)));
    }

    /** What ends a handshake is told by its future: Netty is not to warn of it again. */
    private static final class FailureEnd extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
