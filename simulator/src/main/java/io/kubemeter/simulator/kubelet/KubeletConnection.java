package io.kubemeter.simulator.kubelet;

import io.kubemeter.simulator.pki.Account;
import io.kubemeter.simulator.pki.Subjects;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one connection: hands each request to the fault of the hour or to honest
 * answering, and closes after ninety idle seconds as kubelets do.
 *
 * <p><b>Owner:</b> the connection's event loop.
 */
final class KubeletConnection extends ChannelInboundHandlerAdapter {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final SimulatedKubelet kubelet;
    private int requests;
    private long lastRequestNanos;
    private boolean clientKnown;
    private @Nullable Account client;

    KubeletConnection(SimulatedKubelet kubelet) {
        this.kubelet = kubelet;
    }

    SimulatedKubelet kubelet() {
        return kubelet;
    }

    int requests() {
        return requests;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        lastRequestNanos = context.executor().ticker().nanoTime();
        closeWhenIdle(context, IDLE_NANOS);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                answer(context, request);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void answer(ChannelHandlerContext context, HttpRequest request) {
        requests++;
        lastRequestNanos = context.executor().ticker().nanoTime();
        kubelet.requested();
        if (request.decoderResult().isFailure()) {
            context.writeAndFlush(Answering.badRequest(context.alloc()));
            context.close();
            return;
        }
        Exchange exchange = new Exchange(this, context, KubeletRequest.of(request));
        if (kubelet.fault() instanceof Fault.Answers(Fault.Answerer answerer)) {
            answerer.answer(exchange);
        } else {
            exchange.honest();
        }
    }

    /** Whom the caller's client certificate speaks for, if it showed one that counts. */
    @Nullable Account client(ChannelHandlerContext context) {
        if (!clientKnown) {
            clientKnown = true;
            SslHandler tls = context.pipeline().get(SslHandler.class);
            client = tls == null ? null : certified(tls);
        }
        return client;
    }

    private @Nullable Account certified(SslHandler tls) {
        try {
            X509Certificate leaf =
                    (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            X509Certificate authority = kubelet.pki().cluster().certificate();
            leaf.verify(authority.getPublicKey());
            leaf.checkValidity(Date.from(kubelet.world().clock().instant()));
            return Subjects.account(leaf);
        } catch (SSLPeerUnverifiedException | GeneralSecurityException _) {
            return null;
        }
    }

    private void closeWhenIdle(ChannelHandlerContext context, long afterNanos) {
        var _ = context.executor().schedule(() -> idle(context), afterNanos, TimeUnit.NANOSECONDS);
    }

    private void idle(ChannelHandlerContext context) {
        if (!context.channel().isActive()) {
            return;
        }
        long idle = context.executor().ticker().nanoTime() - lastRequestNanos;
        if (idle >= IDLE_NANOS) {
            context.close();
        } else {
            closeWhenIdle(context, IDLE_NANOS - idle);
        }
    }
}
