package io.kubemeter.simulator.aggregator;

import io.kubemeter.simulator.http.ClientStream;
import io.kubemeter.simulator.http.Http2Client;
import io.kubemeter.simulator.http.ResponseListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a backend five times at once whether it serves; one good answer is enough.
 *
 * <p><b>Owner:</b> its event loop, which is the client's too.
 */
final class Prober {
    private static final int AT_ONCE = 5;
    private static final long TIMEOUT_MILLIS = 5_000;

    private final EventLoop loop;
    private final String url;
    private final Consumer<Verdict> whenDone;
    private int outstanding = AT_ONCE;
    private boolean decided;

    /** Whether one of the answers was good; otherwise what the last bad one was. */
    record Verdict(boolean passed, String message) {}

    private Prober(EventLoop loop, String url, Consumer<Verdict> whenDone) {
        this.loop = loop;
        this.url = url;
        this.whenDone = whenDone;
    }

    static void probe(
            EventLoop loop,
            Http2Client client,
            String url,
            Supplier<HttpRequest> request,
            Consumer<Verdict> whenDone) {
        Prober prober = new Prober(loop, url, whenDone);
        for (int i = 0; i < AT_ONCE; i++) {
            Attempt attempt = prober.new Attempt();
            client.send(request.get(), attempt, attempt::opened);
        }
    }

    private void answered(boolean good, String message) {
        outstanding--;
        if (!decided && (good || outstanding == 0)) {
            decided = true;
            whenDone.accept(new Verdict(good, good ? "all checks passed" : message));
        }
    }

    /** One of the five. */
    private final class Attempt implements ResponseListener {
        private @Nullable ClientStream stream;
        private final Future<?> deadline =
                loop.schedule(this::late, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        private boolean over;

        void opened(ClientStream opened) {
            stream = opened;
            opened.consumePart(Unpooled.EMPTY_BUFFER, true);
        }

        @Override
        public void head(int status, HttpHeaders headers) {
            // Nobody reads the body, but the stream must come to its end.
            pull();
            boolean good = status >= 200 && status < 300;
            end(
                    good,
                    "failing or missing response from "
                            + url
                            + ": bad status from "
                            + url
                            + ": "
                            + status);
            // The body is read and dropped: what is left unread stays in memory.
            ClientStream from = stream;
            if (from != null) {
                from.pull();
            }
        }

        @Override
        public void consumePart(ByteBuf part, boolean last) {
            part.release();
            if (!last) {
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
            end(
                    false,
                    "failing or missing response from "
                            + url
                            + ": Get \""
                            + url
                            + "\": "
                            + cause.getMessage());
        }

        private void late() {
            ClientStream from = stream;
            if (from != null) {
                from.cancel();
            }
            end(false, "timed out waiting for " + url);
        }

        private void end(boolean good, String message) {
            if (!over) {
                over = true;
                deadline.cancel(false);
                answered(good, message);
            }
        }
    }
}
