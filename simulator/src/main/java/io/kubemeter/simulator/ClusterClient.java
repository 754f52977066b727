package io.kubemeter.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.http.Backend;
import io.kubemeter.simulator.http.ClientStream;
import io.kubemeter.simulator.http.ClientTls;
import io.kubemeter.simulator.http.Http2Client;
import io.kubemeter.simulator.http.ResponseListener;
import io.kubemeter.simulator.pki.Credential;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A client of the cluster, over real TLS and HTTP/2, with a client certificate or without.
 *
 * <p><b>Owner:</b> any thread but an event loop: it waits for answers.
 */
public final class ClusterClient implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 60;

    private final Http2Client client;
    private final String authority;

    private ClusterClient(Http2Client client, String authority) {
        this.client = client;
        this.authority = authority;
    }

    static ClusterClient of(
            EventLoop loop,
            InetSocketAddress address,
            String authorities,
            @Nullable Credential own) {
        String host = address.getAddress().getHostAddress();
        Backend backend = new Backend(address, host, ClientTls.trusting(authorities, own));
        return new ClusterClient(new Http2Client(loop, backend), host + ":" + address.getPort());
    }

    /** An answer that was read whole. */
    public record Answer(int status, HttpHeaders headers, Body body) {
        /** Its bytes. */
        public static final class Body {
            private final byte[] bytes;

            Body(byte[] bytes) {
                this.bytes = bytes;
            }

            public byte[] bytes() {
                return bytes.clone();
            }

            public int length() {
                return bytes.length;
            }

            public String text() {
                return new String(bytes, UTF_8);
            }
        }

        public String text() {
            return body.text();
        }
    }

    /** Asks for JSON; throws where no answer comes. */
    public Answer get(String path) {
        return get(path, "application/json");
    }

    public Answer get(String path, String accept) {
        HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.ACCEPT, accept);
        return join(send(HttpMethod.GET, path, headers, new byte[0]));
    }

    /** Sends a whole request; the future fails where no answer comes. */
    public CompletableFuture<Answer> send(
            HttpMethod method, String path, HttpHeaders headers, byte[] body) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, method, path, Unpooled.wrappedBuffer(body));
        request.headers().set(headers);
        request.headers().set(HttpHeaderNames.HOST, authority);
        Reading reading = new Reading();
        client.send(request, reading, reading::opened);
        return reading.answer;
    }

    /** Waits for an answer. */
    public static Answer join(CompletableFuture<Answer> coming) {
        try {
            return coming.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("no answer: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer in " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /** Gathers one answer. Owner: the client's event loop. */
    private static final class Reading implements ResponseListener {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private @Nullable ClientStream stream;
        private HttpHeaders headers = new DefaultHttpHeaders();
        private int status;

        void opened(ClientStream opened) {
            stream = opened;
        }

        @Override
        public void head(int newStatus, HttpHeaders newHeaders) {
            status = newStatus;
            headers = newHeaders;
            pull();
        }

        @Override
        public void consumePart(ByteBuf part, boolean last) {
            byte[] bytes = new byte[part.readableBytes()];
            part.readBytes(bytes);
            part.release();
            body.writeBytes(bytes);
            if (last) {
                answer.complete(new Answer(status, headers, new Answer.Body(body.toByteArray())));
            } else {
                pull();
            }
        }

        private void pull() {
            ClientStream from = stream;
            if (from != null) {
                from.pull();
            }
        }

        @Override
        public void failed(Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }
}
