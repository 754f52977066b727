package io.kubemeter.bench.run;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection over TLS, with windows as wide as Go's. Questions beyond the peer's bound
 * on streams wait here, as they do in kube-apiserver.
 *
 * <p><b>Owner:</b> its event loop.
 */
final class Http2Connection {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int STREAM_WINDOW = 4 << 20;
    private static final int CONNECTION_WINDOW = 1 << 30;
    private static final int HEADER_LIST_BYTES = 10 << 20;
    private static final int FEWEST_STREAMS = 100;

    private final EventLoop loop;
    private final Endpoint endpoint;
    private final boolean gzip;
    private final LongSupplier nanos;
    private final Map<Http2FrameStream, Pending> pending = new HashMap<>();
    private final Queue<Pending> waiting = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Frames frames;
    private @Nullable Channel channel;
    private long mostStreams = FEWEST_STREAMS;
    private boolean over;

    Http2Connection(EventLoop loop, Endpoint endpoint, boolean gzip, LongSupplier nanos) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.gzip = gzip;
        this.nanos = nanos;
    }

    /** Opens the socket; questions may be asked at once. */
    void open(Class<? extends Channel> type) {
        new Bootstrap()
                .group(loop)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel opened) {
                                channel = opened;
                                var tls = endpoint.tls().newHandler(opened.alloc());
                                opened.pipeline().addLast(tls).addLast(new Protocol());
                            }
                        })
                .connect(endpoint.address())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        end(done.cause());
                    }
                });
    }

    /** Whether it takes no more questions. */
    boolean over() {
        return over;
    }

    void ask(Ask ask, Replies replies) {
        Pending asked = new Pending(ask, replies);
        if (over) {
            replies.failed(new IOException("connection closed"));
        } else if (context == null || pending.size() >= mostStreams) {
            waiting.add(asked);
        } else {
            write(asked);
            context.flush();
        }
    }

    void close() {
        end(new IOException("closed by the bench"));
        if (channel != null) {
            channel.close();
        }
    }

    private void write(Pending asked) {
        if (context == null || frames == null) {
            return;
        }
        Http2FrameStream stream = frames.newStream();
        pending.put(stream, asked);
        context.write(new DefaultHttp2HeadersFrame(head(asked.ask), true).stream(stream))
                .addListener(written -> {
                    if (!written.isSuccess()) {
                        over = true;
                        fail(stream, written.cause());
                    }
                });
    }

    private Http2Headers head(Ask ask) {
        Http2Headers head =
                new DefaultHttp2Headers(false)
                        .method("GET")
                        .scheme("https")
                        .authority(endpoint.address().getHostString())
                        .path(ask.path())
                        .add("accept", ask.accept());
        endpoint.headers().forEach(head::add);
        if (gzip) {
            head.add("accept-encoding", "gzip");
        }
        return head;
    }

    private void askWaiting() {
        while (!over && pending.size() < mostStreams && !waiting.isEmpty()) {
            write(waiting.remove());
        }
    }

    private void fail(Http2FrameStream stream, Throwable cause) {
        Pending asked = pending.remove(stream);
        if (asked != null) {
            asked.replies.failed(cause);
        }
    }

    private void end(Throwable cause) {
        over = true;
        List<Pending> lost = new ArrayList<>(pending.values());
        lost.addAll(waiting);
        pending.clear();
        waiting.clear();
        lost.forEach(asked -> asked.replies.failed(cause));
    }

    /** Waits for TLS, then makes the connection one of HTTP/2. */
    private final class Protocol extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (!handshake.isSuccess()) {
                    end(handshake.cause());
                    context.close();
                } else if (agreed(context)) {
                    begin(context);
                } else {
                    end(new IOException("the server speaks no HTTP/2"));
                    context.close();
                }
            }
            context.fireUserEventTriggered(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(new IOException("connection closed by the server"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(cause);
            context.close();
        }
    }

    private static boolean agreed(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        return ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
    }

    private void begin(ChannelHandlerContext tls) {
        Http2Settings settings =
                Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .initialWindowSize(STREAM_WINDOW)
                        .maxHeaderListSize(HEADER_LIST_BYTES);
        Frames last = new Frames();
        tls.pipeline()
                .addLast(Http2FrameCodecBuilder.forClient().initialSettings(settings).build())
                .addLast(last)
                .remove(tls.handler());
        frames = last;
        context = tls.channel().pipeline().lastContext();
        context.write(new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW));
        askWaiting();
        context.flush();
    }

    /** Hands frames to the questions that they answer. */
    private final class Frames extends Http2ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            switch (message) {
                case Http2HeadersFrame head -> headers(head);
                case Http2DataFrame data -> data(context, data);
                case Http2ResetFrame reset ->
                        fail(reset.stream(), new IOException("stream reset " + reset.errorCode()));
                case Http2SettingsFrame settings -> settings(settings.settings());
                case Http2GoAwayFrame _ -> over = true;
                default -> {}
            }
            ReferenceCountUtil.release(message);
        }

        private void settings(Http2Settings settings) {
            Long most = settings.maxConcurrentStreams();
            mostStreams = most == null ? mostStreams : most;
        }

        private void headers(Http2HeadersFrame head) {
            Pending asked = pending.get(head.stream());
            if (asked != null) {
                CharSequence status = head.headers().status();
                asked.status = status == null ? asked.status : Integer.parseInt(status.toString());
                answeredIf(head.isEndStream(), head, asked);
            }
        }

        private void data(ChannelHandlerContext context, Http2DataFrame data) {
            Pending asked = pending.get(data.stream());
            if (asked != null) {
                asked.received(data.content(), nanos.getAsLong());
                answeredIf(data.isEndStream(), data, asked);
            }
            if (!data.isEndStream()) {
                context.write(
                        new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes())
                                .stream(data.stream()));
            }
        }

        private void answeredIf(boolean last, Http2StreamFrame frame, Pending asked) {
            if (last) {
                pending.remove(frame.stream());
                asked.replies.answered(asked.reply(nanos.getAsLong()));
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            // Not before: a stream counts as open until its last frame was read to the end.
            askWaiting();
            context.flush();
            context.fireChannelReadComplete();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(new IOException("connection closed by the server"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof Http2FrameStreamException one) {
                fail(one.stream(), cause);
            } else {
                end(cause);
                context.close();
            }
        }
    }
}
