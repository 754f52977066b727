package io.kubemeter.apiserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one answer: pulls its body piece by piece, and only while the connection takes it, so that
 * a slow reader costs one piece. After a few pieces it waits for its next turn, so that no answer
 * holds up the others.
 *
 * <p><b>Owner:</b> the connection's event loop.
 */
final class AnswerPump implements Runnable {
    /** Told once when the answer is out or given up, and whether the connection stays. */
    interface Ended {
        void answered(ChannelHandlerContext context, boolean stays);
    }

    private static final Logger LOG = LoggerFactory.getLogger(AnswerPump.class);

    /** As Go writes them: whoever greps raw HTTP/1.1 knows no other. HTTP/2 has lower case. */
    private static final String CONTENT_LENGTH = "Content-Length";

    private static final String TRANSFER_ENCODING = "Transfer-Encoding";
    private static final String DATE = "Date";
    private static final String CONNECTION = "Connection";
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    /**
     * Enough for the pods of most autoscalers: an answer that is begun is best brought to an end.
     */
    private static final int PIECES_A_TURN = 4;

    private final ChannelHandlerContext context;
    private final Connection connection;
    private final boolean http2;
    private final Ended ended;

    private @Nullable ChunkSource source;
    private @Nullable ScheduledFuture<?> stall;
    private boolean more;
    private boolean stays;
    private boolean gone;
    private boolean waiting;
    private boolean broken;
    private boolean over;

    AnswerPump(ChannelHandlerContext context, Connection connection, boolean http2, Ended ended) {
        this.context = context;
        this.connection = connection;
        this.http2 = http2;
        this.ended = ended;
    }

    /** Sends the head and the first piece. */
    void start(HttpRequest request, Response response, boolean mayStay) {
        source = response.body();
        stays = mayStay && !response.closes() && (http2 || !connection.ending());
        if (http2 && (response.closes() || connection.ending())) {
            connection.end();
        }
        ByteBuf first;
        try {
            first = pull(response.body());
        } catch (RuntimeException | Error e) {
            cannotStart(request, e);
            return;
        }
        if (more && !hasNoBody(request, response)) {
            startStreaming(request, response, first);
        } else {
            sendWhole(request, response, first);
        }
    }

    /** Sends the next pieces, or waits until the connection takes one. */
    @Override
    public void run() {
        boolean came = true;
        for (int i = 0; i < PIECES_A_TURN && came; i++) {
            ChunkSource pulled = source;
            if (over || pulled == null) {
                return;
            }
            if (!context.channel().isWritable()) {
                waiting = true;
                expectProgress();
                return;
            }
            came = sendNext(pulled);
        }
        connection.turns().execute(this);
    }

    /** Whether there was anything to send: a source may work without having made some yet. */
    private boolean sendNext(ChunkSource from) {
        ByteBuf piece;
        try {
            piece = pull(from);
        } catch (RuntimeException | Error e) {
            tell(e);
            cutShort();
            return false;
        }
        boolean came = piece.isReadable();
        if (!more) {
            last(context.writeAndFlush(new DefaultLastHttpContent(piece)));
        } else if (came) {
            context.writeAndFlush(new DefaultHttpContent(piece));
        } else {
            piece.release();
        }
        return came;
    }

    void writabilityChanged() {
        if (waiting && context.channel().isWritable()) {
            waiting = false;
            stopStall();
            connection.turns().execute(this);
        }
    }

    /** The client has gone. */
    void abandon() {
        gone = true;
        end();
    }

    /** The next piece, outside of the heap: no collection copies what waits for its reader. */
    private ByteBuf pull(ChunkSource from) {
        ByteBuf made = context.alloc().heapBuffer(connection.config().limits().chunkBytes());
        try {
            more = from.fill(made);
            return context.alloc().directBuffer(made.readableBytes()).writeBytes(made);
        } finally {
            made.release();
        }
    }

    private void startStreaming(HttpRequest request, Response response, ByteBuf first) {
        HttpHeaders headers = headers(response);
        if (!http2 && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            stays = false;
        } else if (!http2) {
            headers.set(TRANSFER_ENCODING, "chunked");
        }
        DefaultHttpResponse head =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(response), headers);
        keepAlive(head, request, response);
        context.write(head);
        context.writeAndFlush(new DefaultHttpContent(first));
        run();
    }

    private void sendWhole(HttpRequest request, Response response, ByteBuf body) {
        HttpHeaders headers = headers(response);
        if (!more && response.status() != NO_CONTENT && response.status() != NOT_MODIFIED) {
            headers.set(CONTENT_LENGTH, body.readableBytes());
        }
        ByteBuf sent = body;
        if (hasNoBody(request, response)) {
            body.release();
            sent = Unpooled.EMPTY_BUFFER;
        }
        DefaultFullHttpResponse whole =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        status(response),
                        sent,
                        headers,
                        EmptyHttpHeaders.INSTANCE);
        keepAlive(whole, request, response);
        last(context.writeAndFlush(whole));
    }

    private HttpHeaders headers(Response response) {
        HttpHeaders headers =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(response)).headers();
        for (Response.Header header : response.headers()) {
            headers.add(header.name(), header.value());
        }
        headers.set(DATE, connection.date().value());
        return headers;
    }

    private void keepAlive(HttpResponse head, HttpRequest request, Response response) {
        if (http2) {
            return;
        }
        boolean old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (stays && old) {
            head.headers().set(CONNECTION, "keep-alive");
        } else if (!stays && (!old || response.closes())) {
            // Of a client of the old kind this is expected, unless it is sent away.
            head.headers().set(CONNECTION, "close");
        }
    }

    private void last(ChannelFuture written) {
        closeSource();
        expectProgress();
        written.addListener(done -> end());
    }

    private void expectProgress() {
        stopStall();
        stall =
                context.channel()
                        .eventLoop()
                        .schedule(
                                this::stalled,
                                connection.config().timeouts().stall().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    private void stalled() {
        connection.counters().stalled.increment();
        if (http2) {
            context.close();
        } else {
            connection.abort();
        }
    }

    /** A bug of ours before anything was sent: another answer can still be given. */
    private void cannotStart(HttpRequest request, Throwable bug) {
        tell(bug);
        closeSource();
        if (broken) {
            cutShort();
        } else {
            broken = true;
            start(request, Refusal.INTERNAL.response(), false);
        }
    }

    private void tell(Throwable bug) {
        connection.counters().failed.increment();
        LOG.atError().setCause(bug).log("Cannot make the body of an answer");
    }

    /** In the middle of an answer all we can do is not to end it as if it were whole. */
    private void cutShort() {
        stays = false;
        Channel channel = context.channel();
        end();
        channel.close();
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        stopStall();
        closeSource();
        ended.answered(context, stays && !gone);
    }

    private void closeSource() {
        ChunkSource held = source;
        source = null;
        if (held != null) {
            held.close();
        }
    }

    private void stopStall() {
        if (stall != null) {
            stall.cancel(false);
            stall = null;
        }
    }

    private static boolean hasNoBody(HttpRequest request, Response response) {
        return request.method().equals(HttpMethod.HEAD)
                || response.status() == NO_CONTENT
                || response.status() == NOT_MODIFIED;
    }

    private static HttpResponseStatus status(Response response) {
        return HttpResponseStatus.valueOf(response.status());
    }
}
