package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.Answer;
import io.kubemeter.apiserver.api.BodySource;
import io.kubemeter.apiserver.http.ChunkSource;
import io.kubemeter.apiserver.http.Response;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Hands answers of the API to the listener, which knows nothing of Kubernetes. */
final class Responses {
    private static final String BUG_TEXT = "Internal Server Error\n";

    private Responses() {}

    static Response of(Answer answer) {
        return of(answer, () -> {});
    }

    /** Runs {@code whenSent} once the body has been sent, or nobody wants the rest of it. */
    static Response of(Answer answer, Runnable whenSent) {
        return Response.of(
                answer.code(),
                answer.headers().stream()
                        .map(header -> new Response.Header(header.name(), header.value()))
                        .toList(),
                new Chunks(answer.body(), whenSent));
    }

    /** What a caller sees of a bug of ours: no more than that there is one. */
    static Response bug() {
        return Response.of(
                500,
                List.of(new Response.Header("Content-Type", "text/plain; charset=utf-8")),
                BUG_TEXT.getBytes(StandardCharsets.US_ASCII));
    }

    /** A body of the API as the listener pulls it. */
    private record Chunks(BodySource body, Runnable whenSent) implements ChunkSource {
        @Override
        public boolean fill(ByteBuf into) {
            return body.fill(into);
        }

        @Override
        public void close() {
            body.close();
            whenSent.run();
        }
    }
}
