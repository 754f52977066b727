package io.kubemeter.simulator.aggregator;

import io.kubemeter.simulator.http.ClientStream;
import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.http.Http2Client;
import io.kubemeter.simulator.http.ResponseListener;
import io.kubemeter.simulator.kube.Answers;
import io.kubemeter.simulator.kube.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request passed on to a backend and its answer passed back, once.
 *
 * <p><b>Owner:</b> the event loop of the exchange; the backend's loop hands its parts over.
 */
final class ProxiedExchange implements ResponseListener {
    private static final String REDIRECTED =
            "the backend attempted to redirect this request, which is not permitted";

    private final Exchange exchange;
    private final Future<?> deadline;
    private final Queue<Part> early = new ArrayDeque<>();
    private @Nullable ClientStream stream;
    private volatile @Nullable ProxiedBody body;
    private boolean over;

    /** A part of the request that came before the backend's stream was open. */
    private record Part(ByteBuf content, boolean last) {}

    private ProxiedExchange(Exchange exchange, long timeoutMillis) {
        this.exchange = exchange;
        this.deadline =
                exchange.loop().schedule(this::timedOut, timeoutMillis, TimeUnit.MILLISECONDS);
    }

    static void start(
            Exchange exchange, Http2Client backend, HttpRequest head, long timeoutMillis) {
        ProxiedExchange proxied = new ProxiedExchange(exchange, timeoutMillis);
        exchange.onAbort(proxied::aborted);
        exchange.readParts(proxied::requestPart);
        backend.send(
                head, proxied, opened -> exchange.loop().execute(() -> proxied.opened(opened)));
    }

    private void opened(ClientStream to) {
        stream = to;
        if (over) {
            dropEarly();
            to.cancel();
            return;
        }
        while (!early.isEmpty()) {
            Part part = early.remove();
            to.consumePart(part.content(), part.last());
        }
        exchange.reading(true);
    }

    private void requestPart(ByteBuf part, boolean last) {
        ClientStream to = stream;
        if (over) {
            part.release();
        } else if (to == null) {
            early.add(new Part(part, last));
            exchange.reading(last);
        } else {
            to.consumePart(part, last);
        }
    }

    /** From the backend's loop. */
    @Override
    public void head(int status, HttpHeaders headers) {
        exchange.loop().execute(() -> answer(status, headers));
    }

    private void answer(int status, HttpHeaders headers) {
        ClientStream from = stream;
        if (over || from == null) {
            return;
        }
        over = true;
        if (status >= 300 && status < 400 && headers.contains(HttpHeaderNames.LOCATION)) {
            from.cancel();
            deadline.cancel(false);
            Answers.text(exchange, 502, REDIRECTED);
            return;
        }
        HttpHeaders passed =
                Answers.headers(exchange, headers.get(HttpHeaderNames.CONTENT_TYPE, "text/plain"));
        headers.forEach(header -> {
            if (!HopHeaders.contains(header.getKey())) {
                passed.set(header.getKey(), header.getValue());
            }
        });
        ProxiedBody answer = new ProxiedBody(from);
        answer.deadline(deadline);
        body = answer;
        exchange.stream(status, passed, answer);
    }

    /** From the backend's loop: always behind {@link #answer} on the exchange's. */
    @Override
    public void consumePart(ByteBuf part, boolean last) {
        exchange.loop()
                .execute(() -> {
                    ProxiedBody to = body;
                    if (to == null) {
                        part.release();
                    } else {
                        to.consumePart(part, last);
                    }
                });
    }

    /** From the backend's loop. */
    @Override
    public void failed(Throwable cause) {
        exchange.loop().execute(() -> broken(cause));
    }

    private void broken(Throwable cause) {
        ProxiedBody to = body;
        if (to != null) {
            to.failed();
        } else if (!over) {
            over = true;
            dropEarly();
            deadline.cancel(false);
            Answers.text(exchange, 503, "error trying to reach service: " + cause.getMessage());
        }
    }

    private void timedOut() {
        ClientStream to = stream;
        if (to != null) {
            to.cancel();
        }
        if (!over) {
            over = true;
            dropEarly();
            Answers.failure(
                    exchange,
                    Failure.of(
                            504,
                            "Timeout",
                            "Timeout: request did not complete within the allotted timeout"));
        }
    }

    private void aborted() {
        over = true;
        deadline.cancel(false);
        dropEarly();
        ClientStream to = stream;
        if (to != null) {
            to.cancel();
        }
    }

    private void dropEarly() {
        early.forEach(part -> part.content().release());
        early.clear();
    }
}
