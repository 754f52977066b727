package io.kubemeter.apiserver.http;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Called once per request, on the event loop of its connection: it must not block. The answer
     * may be given later and from any thread by {@link HttpExchange#respond}. What it throws ends
     * the request with 500 and is counted.
     */
    void handle(HttpExchange exchange);
}
