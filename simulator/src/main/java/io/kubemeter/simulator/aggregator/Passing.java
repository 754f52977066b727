package io.kubemeter.simulator.aggregator;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.kube.Answers;
import io.kubemeter.simulator.kube.Caller;
import io.kubemeter.simulator.pki.Account;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** Makes the requests that extension servers get. */
final class Passing {
    private static final Caller AGGREGATOR =
            new Caller(new Account("system:kube-aggregator", "", List.of("system:masters")), "");
    private static final String DISCOVERY =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                    + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

    /** Who fetches schemas: a user without groups. */
    static final Caller SCHEMA_READER =
            new Caller(new Account("system:aggregator", "", List.of()), "");

    private Passing() {}

    /** A client's request in the name of whoever sent it. */
    static HttpRequest request(Exchange exchange, Caller caller, String authority) {
        HttpRequest request =
                new DefaultHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.valueOf(exchange.method()),
                        exchange.target().encoded());
        HttpHeaders headers = request.headers();
        exchange.headers()
                .forEach(header -> {
                    if (!HopHeaders.contains(header.getKey())) {
                        headers.add(header.getKey(), header.getValue());
                    }
                });
        headers.remove(HttpHeaderNames.AUTHORIZATION);
        IdentityHeaders.remove(headers);
        IdentityHeaders.set(headers, caller);
        headers.set("audit-id", Answers.auditId(exchange));
        headers.set("x-forwarded-for", exchange.peer().address().getAddress().getHostAddress());
        forwarded(headers, authority, exchange.target().rawPath());
        return request;
    }

    private static void forwarded(HttpHeaders headers, String authority, String path) {
        headers.set(HttpHeaderNames.HOST, authority);
        headers.set("x-forwarded-host", authority);
        headers.set("x-forwarded-proto", "https");
        headers.set("x-forwarded-uri", path);
    }

    /** The probe of availability; its body is sent by whoever sends it. */
    static HttpRequest probe(String path, String authority) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
        HttpHeaders headers = request.headers();
        headers.set(HttpHeaderNames.HOST, authority);
        headers.set(HttpHeaderNames.ACCEPT_ENCODING, "gzip");
        headers.set(HttpHeaderNames.USER_AGENT, "Go-http-client/2.0");
        IdentityHeaders.set(headers, AGGREGATOR);
        return request;
    }

    /** The fetch of a server's own aggregated discovery. */
    static HttpRequest discovery(String authority) {
        HttpRequest request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, HttpMethod.GET, "/apis", Unpooled.EMPTY_BUFFER);
        HttpHeaders headers = request.headers();
        headers.set(HttpHeaderNames.ACCEPT, DISCOVERY);
        forwarded(headers, authority, "/apis");
        IdentityHeaders.set(headers, AGGREGATOR);
        return request;
    }

    /** The fetch of a server's index of OpenAPI v3. */
    static HttpRequest schemas(String authority) {
        String path = "/openapi/v3";
        HttpRequest request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER);
        forwarded(request.headers(), authority, path);
        IdentityHeaders.set(request.headers(), SCHEMA_READER);
        return request;
    }
}
