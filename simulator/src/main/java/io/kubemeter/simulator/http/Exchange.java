package io.kubemeter.simulator.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, the same for HTTP/1.1 and for a stream of HTTP/2.
 *
 * <p><b>Owner:</b> the event loop of its channel.
 */
public final class Exchange {
    private final Channel channel;
    private final HttpRequest head;
    private final Runnable whenOver;
    private final RequestTarget target;
    private final boolean keepAlive;
    private @Nullable BodySink sink;
    private @Nullable BodySource source;
    private @Nullable Runnable whenAborted;
    private boolean requestRead;
    private boolean answered;
    private boolean over;

    Exchange(Channel channel, HttpRequest head, Runnable whenOver) {
        this.channel = channel;
        this.head = head;
        this.whenOver = whenOver;
        this.target = RequestTarget.parse(head.uri());
        this.keepAlive = HttpUtil.isKeepAlive(head);
    }

    public String method() {
        return head.method().name();
    }

    public RequestTarget target() {
        return target;
    }

    public HttpHeaders headers() {
        return head.headers();
    }

    public Peer peer() {
        return Peer.of(channel);
    }

    public EventLoop loop() {
        return channel.eventLoop();
    }

    /** Gathers the body; one that is longer than {@code limit} ends the connection. */
    public void readBody(int limit, Consumer<byte[]> whenRead) {
        CompositeByteBuf whole = channel.alloc().compositeBuffer(64);
        onAbort(whole::release);
        readParts((part, last) -> {
            whole.addComponent(true, part);
            if (whole.readableBytes() > limit) {
                var _ = channel.close();
            } else if (last) {
                byte[] body = new byte[whole.readableBytes()];
                whole.readBytes(body);
                whenAborted = null;
                whole.release();
                whenRead.accept(body);
            }
        });
    }

    /** Gives the body's parts to {@code taker}; without one they are thrown away. */
    public void readParts(BodySink taker) {
        sink = taker;
    }

    /** Stops and resumes reading, so that a slow taker slows the sender down. */
    public void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** Runs when the client goes away before the answer is complete. */
    public void onAbort(Runnable action) {
        whenAborted = action;
    }

    /** Answers with a whole body. */
    public void respond(int status, HttpHeaders headers, byte[] body) {
        if (answered || over) {
            return;
        }
        answered = true;
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        boolean bodiless = head.method().equals(HttpMethod.HEAD);
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(status),
                        bodiless ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers().set(headers);
        connectionHeader(response.headers());
        finish(channel.writeAndFlush(response));
    }

    /** Answers with a body that is pulled from {@code from} as the client reads. */
    public void stream(int status, HttpHeaders headers, BodySource from) {
        if (answered || over) {
            from.close();
            return;
        }
        answered = true;
        DefaultHttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        response.headers().set(headers);
        connectionHeader(response.headers());
        if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        var _ = channel.write(response);
        source = from;
        from.attach(() -> channel.eventLoop().execute(this::pump));
        pump();
    }

    private void connectionHeader(HttpHeaders headers) {
        headers.remove(HttpHeaderNames.CONNECTION);
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** Tells that the answer's body may have more to give. */
    public void wake() {
        pump();
    }

    /** Writes as much as the client takes now. */
    void pump() {
        BodySource from = source;
        if (from == null) {
            return;
        }
        boolean wrote = true;
        // A stream that was reset stays writable: each write fails, and nothing would ever stop.
        while (wrote && channel.isActive() && channel.isWritable() && !from.ended()) {
            ByteBuf piece = from.next(channel.alloc());
            wrote = piece != null;
            if (piece != null) {
                var _ = channel.write(new DefaultHttpContent(piece));
            }
        }
        if (!from.ended()) {
            channel.flush();
            return;
        }
        source = null;
        boolean broken = from.broken();
        from.close();
        if (broken) {
            channel.flush();
            var _ = channel.close();
        } else {
            finish(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
        }
    }

    private void finish(ChannelFuture written) {
        whenAborted = null;
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
        over = true;
        if (requestRead) {
            whenOver.run();
        }
    }

    void consumePart(ByteBuf part, boolean last) {
        requestRead = requestRead || last;
        BodySink taker = sink;
        if (taker == null) {
            part.release();
        } else {
            taker.consumePart(part, last);
        }
        if (last && over) {
            whenOver.run();
        }
    }

    boolean requestRead() {
        return requestRead;
    }

    /** The client is gone. */
    void abort() {
        over = true;
        BodySource from = source;
        source = null;
        if (from != null) {
            from.close();
        }
        Runnable action = whenAborted;
        whenAborted = null;
        if (action != null) {
            action.run();
        }
    }
}
