package io.kubemeter.apiserver;

import io.kubemeter.apiserver.http.ChunkSource;
import io.kubemeter.apiserver.http.HttpExchange;
import io.kubemeter.apiserver.http.Response;
import io.netty.buffer.ByteBuf;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An exchange that tells when its answer is out, and how much of it there was. */
final class MeteredExchange implements HttpExchange {
    /** Told once: after the last byte, or when nobody wants the rest. */
    interface Ended {
        void answered(int code, long bytes);
    }

    private final HttpExchange exchange;
    private final Ended ended;

    MeteredExchange(HttpExchange exchange, Ended ended) {
        this.exchange = exchange;
        this.ended = ended;
    }

    @Override
    public String method() {
        return exchange.method();
    }

    @Override
    public String rawPath() {
        return exchange.rawPath();
    }

    @Override
    public @Nullable String rawQuery() {
        return exchange.rawQuery();
    }

    @Override
    public @Nullable String header(String name) {
        return exchange.header(name);
    }

    @Override
    public List<String> headers(String name) {
        return exchange.headers(name);
    }

    @Override
    public Collection<String> headerNames() {
        return exchange.headerNames();
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return exchange.peerCertificates();
    }

    @Override
    public boolean http2() {
        return exchange.http2();
    }

    @Override
    public SocketAddress remoteAddress() {
        return exchange.remoteAddress();
    }

    @Override
    public Executor executor() {
        return exchange.executor();
    }

    @Override
    public Executor turns() {
        return exchange.turns();
    }

    @Override
    public void respond(Response response) {
        exchange.respond(
                new Response(
                        response.status(),
                        response.headers(),
                        new Counted(response, ended),
                        response.closes()));
    }

    /** A body that is counted as it is pulled. */
    private static final class Counted implements ChunkSource {
        private final Response response;
        private final Ended ended;
        private long bytes;

        Counted(Response response, Ended ended) {
            this.response = response;
            this.ended = ended;
        }

        @Override
        public boolean fill(ByteBuf into) {
            int before = into.writerIndex();
            boolean more = response.body().fill(into);
            bytes += into.writerIndex() - before;
            return more;
        }

        @Override
        public void close() {
            try {
                response.body().close();
            } finally {
                ended.answered(response.status(), bytes);
            }
        }
    }
}
