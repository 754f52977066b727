package io.kubemeter.apiserver;

import io.kubemeter.apiserver.http.HttpExchange;
import io.kubemeter.apiserver.http.Response;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An exchange whose answer is changed on its way. */
final class MappedExchange implements HttpExchange {
    private final HttpExchange exchange;
    private final UnaryOperator<Response> change;

    MappedExchange(HttpExchange exchange, UnaryOperator<Response> change) {
        this.exchange = exchange;
        this.change = change;
    }

    /** The same exchange with a warning to whoever sent the request. */
    static HttpExchange warning(HttpExchange exchange, String text) {
        Response.Header header = new Response.Header("Warning", "299 - \"" + text + "\"");
        return new MappedExchange(
                exchange,
                response -> {
                    List<Response.Header> headers = new ArrayList<>(response.headers());
                    headers.add(header);
                    return new Response(
                            response.status(), headers, response.body(), response.closes());
                });
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
    public void callerIsKnown() {
        exchange.callerIsKnown();
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
        exchange.respond(change.apply(response));
    }
}
