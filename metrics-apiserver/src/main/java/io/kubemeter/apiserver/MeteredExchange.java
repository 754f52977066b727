package io.kubemeter.apiserver;

import io.kubemeter.apiserver.http.ChunkSource;
import io.kubemeter.apiserver.http.HttpExchange;
import io.kubemeter.apiserver.http.Response;
import io.netty.buffer.ByteBuf;

/** Makes exchanges that tell when their answer is out, and how much of it there was. */
final class MeteredExchange {
    private MeteredExchange() {}

    /** Told once: after the last byte, or when nobody wants the rest. */
    interface Ended {
        void answered(int code, long bytes);
    }

    static HttpExchange of(HttpExchange exchange, Ended ended) {
        return new MappedExchange(
                exchange,
                response ->
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
