package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.kubelet.KubeletRequest.Connection;
import io.kubemeter.simulator.world.SimulatedNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One request to a fake kubelet and the means to answer it: honestly, with small lies, or byte by
 * byte. Faults are written in these terms.
 *
 * <p><b>Owner:</b> the connection's event loop.
 */
public final class Exchange {
    private final KubeletConnection connection;
    private final ChannelHandlerContext context;
    private final SimulatedKubelet kubelet;
    private final KubeletRequest request;
    private final int earlierRequests;
    private long nowMillis;
    private long dateShiftMillis;

    Exchange(KubeletConnection connection, ChannelHandlerContext context, KubeletRequest request) {
        this.connection = connection;
        this.context = context;
        this.kubelet = connection.kubelet();
        this.request = request;
        this.earlierRequests = connection.requests() - 1;
        this.nowMillis = kubelet.world().clock().millis();
    }

    public KubeletRequest request() {
        return request;
    }

    public SimulatedKubelet kubelet() {
        return kubelet;
    }

    /** The node as the API server knows it now, or {@code null} when it is gone. */
    public @Nullable SimulatedNode node() {
        return kubelet.world().node(kubelet.name());
    }

    /** How many requests came over this connection before this one. */
    public int earlierRequests() {
        return earlierRequests;
    }

    /** The moment as of which this exchange is answered. */
    public long nowMillis() {
        return nowMillis;
    }

    /** Answers as of another moment: samples that stand still, or go back. */
    public Exchange asOf(long millis) {
        nowMillis = millis;
        return this;
    }

    /** Moves the Date header: the clock of a node that is wrong. */
    public Exchange dateShifted(long byMillis) {
        dateShiftMillis = byMillis;
        return this;
    }

    /** Answers as a kubelet in good health. */
    public void honest() {
        send(Answering.honest(this));
    }

    /** Answers in good health but for the text of the body; errors stay as they are. */
    public void edited(UnaryOperator<String> edit) {
        send(Answering.edited(this, edit));
    }

    /** The text that a healthy kubelet would send. */
    public String body() {
        return Answering.body(this);
    }

    /** The header lines of a healthy answer, status line included, without the last empty line. */
    public String head(String... more) {
        return Answering.head(this, more);
    }

    /** Answers with a status, header lines of one's own, and a body of known length. */
    public void status(String status, List<String> headers, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
        send(Unpooled.wrappedBuffer(head.toString().getBytes(UTF_8), bytes));
    }

    /** Sends a whole answer, then keeps or closes the connection as the client wished. */
    void send(ByteBuf answer) {
        kubelet.sent(answer.readableBytes());
        var sent = context.writeAndFlush(answer);
        if (request.connection() != Connection.KEPT) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Sends bytes and leaves the answer open. */
    public void part(byte[] bytes) {
        kubelet.sent(bytes.length);
        context.writeAndFlush(Unpooled.wrappedBuffer(bytes), context.voidPromise());
    }

    public void part(String text) {
        part(text.getBytes(UTF_8));
    }

    /** Sends the same bytes again and again, as fast as the client takes them. */
    public void endlessly(byte[] bytes) {
        kubelet.sent(bytes.length);
        context.writeAndFlush(Unpooled.wrappedBuffer(bytes))
                .addListener(sent -> {
                    if (sent.isSuccess()) {
                        endlessly(bytes);
                    }
                });
    }

    /** Goes on later, on the same loop, if the connection is still there. */
    public void later(long millis, Runnable then) {
        var _ =
                context.executor()
                        .schedule(
                                () -> {
                                    if (context.channel().isActive()) {
                                        then.run();
                                    }
                                },
                                millis,
                                TimeUnit.MILLISECONDS);
    }

    /** Closes in good order, with TLS's farewell. */
    public void close() {
        context.close();
    }

    /** Ends the connection without TLS's farewell, as a process that died. */
    public void cut() {
        ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
        if (tls == null) {
            context.close();
        } else {
            tls.close();
        }
    }

    /** Resets the connection. */
    public void reset() {
        if (context.channel().config().getOptions().containsKey(ChannelOption.SO_LINGER)) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        cut();
    }

    ChannelHandlerContext context() {
        return context;
    }

    KubeletConnection connection() {
        return connection;
    }

    long dateMillis() {
        return kubelet.world().clock().millis() + dateShiftMillis;
    }
}
