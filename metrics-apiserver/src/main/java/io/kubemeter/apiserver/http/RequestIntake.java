package io.kubemeter.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests, one at a time, hands each to the handler when it has come whole, and sends what
 * is answered. On HTTP/1.1 there is one per connection, on HTTP/2 one per stream.
 *
 * <p><b>Owner:</b> the connection's event loop.
 */
final class RequestIntake extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(RequestIntake.class);

    private final Connection connection;
    private final boolean http2;

    private @Nullable HttpRequest head;
    private long bodyBytes;

    /** Whether the request under way was handed on, or refused. */
    private boolean taken;

    private boolean gone;
    private @Nullable AnswerPump pump;
    private @Nullable ScheduledFuture<?> streamDeadline;

    RequestIntake(Connection connection, boolean http2) {
        this.connection = connection;
        this.http2 = http2;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (http2) {
            streamDeadline =
                    context.channel()
                            .eventLoop()
                            .schedule(
                                    () -> timeUp(context),
                                    connection.config().timeouts().head().toNanos(),
                                    TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (connection.isAborted()) {
                return;
            }
            if (message instanceof HttpRequest request) {
                begin(context, request);
            }
            if (message instanceof HttpContent content) {
                takeBody(context, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (pump != null) {
            pump.writabilityChanged();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone = true;
        stopDeadline();
        if (pump != null) {
            pump.abandon();
        } else if (taken) {
            connection.counters().inFlight.decrementAndGet();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.counters().failed.increment();
        context.close();
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        head = request;
        bodyBytes = 0;
        taken = false;
        Refusal refusal = Refusal.of(request, http2);
        if (refusal != null) {
            refuse(context, request, refusal);
        } else if (HttpUtil.is100ContinueExpected(request) && announcesBody(request)) {
            // Nobody reads bodies here: answer at once, and let the client keep its body.
            take(context, request, false);
        }
    }

    private static boolean announcesBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request)
                || HttpUtil.getContentLength(request, 0L) > 0;
    }

    private void takeBody(ChannelHandlerContext context, HttpContent content) {
        HttpRequest request = head;
        if (taken || request == null) {
            return;
        }
        bodyBytes += content.content().readableBytes();
        if (content.decoderResult().isFailure()) {
            refuse(context, request, Refusal.MALFORMED);
        } else if (bodyBytes > connection.config().limits().bodyBytes()) {
            refuse(context, request, Refusal.BODY_TOO_LARGE);
        } else if (content instanceof LastHttpContent) {
            take(context, request, true);
        }
    }

    /** Hands a request on; {@code whole} unless a body may still follow. */
    private void take(ChannelHandlerContext context, HttpRequest request, boolean whole) {
        RequestTarget target = RequestTarget.parse(request.method(), request.uri());
        if (target == null) {
            refuse(context, request, Refusal.MALFORMED);
            return;
        }
        Exchange exchange = taking(context, request, target, whole);
        try {
            connection.handler().handle(exchange);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("Cannot handle a request");
            connection.counters().failed.increment();
            if (!exchange.answered()) {
                exchange.respond(Refusal.INTERNAL.response());
            }
        }
    }

    private void refuse(ChannelHandlerContext context, HttpRequest request, Refusal refusal) {
        connection.counters().malformed.increment();
        taking(context, request, new RequestTarget("/", null), false).respond(refusal.response());
    }

    private Exchange taking(
            ChannelHandlerContext context,
            HttpRequest request,
            RequestTarget target,
            boolean whole) {
        taken = true;
        stopDeadline();
        connection.counters().inFlight.incrementAndGet();
        if (!http2) {
            // One request at a time: what a client sends ahead waits in its socket.
            context.channel().config().setAutoRead(false);
            connection.requestBegins();
        }
        boolean stays = whole && (http2 || HttpUtil.isKeepAlive(request));
        return new Exchange(
                connection,
                request,
                target,
                http2,
                response -> answer(context, request, stays, response));
    }

    private void answer(
            ChannelHandlerContext context, HttpRequest request, boolean stays, Response response) {
        if (gone) {
            response.body().close();
            return;
        }
        AnswerPump sending = new AnswerPump(context, connection, http2, this::answered);
        pump = sending;
        sending.start(request, response, stays);
    }

    /** The answer is out, or given up. */
    private void answered(ChannelHandlerContext context, boolean stays) {
        pump = null;
        connection.counters().inFlight.decrementAndGet();
        taken = gone;
        if (gone) {
            return;
        }
        if (!stays) {
            context.close();
        } else if (!http2) {
            connection.requestEnded();
            context.channel().config().setAutoRead(true);
        }
    }

    private void timeUp(ChannelHandlerContext context) {
        connection.counters().timedOut.increment();
        context.close();
    }

    private void stopDeadline() {
        if (streamDeadline != null) {
            streamDeadline.cancel(false);
            streamDeadline = null;
        }
    }
}
