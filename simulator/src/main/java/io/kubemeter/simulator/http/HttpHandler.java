package io.kubemeter.simulator.http;

/** Answers requests. Called on the request's event loop as soon as its head is there. */
public interface HttpHandler {
    void handle(Exchange exchange);
}
