package io.kubemeter.simulator.aggregator;

import io.kubemeter.simulator.SimulatedCluster;
import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.http.HttpHandler;
import io.kubemeter.simulator.http.HttpsServer;
import io.kubemeter.simulator.http.ServerTls;
import io.kubemeter.simulator.pki.Credential;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server behind the aggregator that notes what it is asked and answers as told. */
final class ScriptedBackend implements HttpHandler, AutoCloseable {
    private final HttpsServer server;
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private volatile HttpHandler script = exchange -> answer(exchange, 200, "{}");

    /** A request as it came. */
    record Asked(String method, String uri, HttpHeaders headers, List<String> certificates) {}

    private ScriptedBackend(SimulatedCluster cluster, Credential credential) {
        ServerTls tls = ServerTls.of(credential.key(), credential.chain());
        server = HttpsServer.start(cluster.loops(), 0, () -> tls, this);
    }

    static ScriptedBackend start(SimulatedCluster cluster) {
        return new ScriptedBackend(cluster, cluster.servingCredential());
    }

    static ScriptedBackend start(SimulatedCluster cluster, Credential credential) {
        return new ScriptedBackend(cluster, credential);
    }

    int port() {
        return server.port();
    }

    BlockingQueue<Asked> asked() {
        return asked;
    }

    void script(HttpHandler next) {
        script = next;
    }

    static void answer(Exchange exchange, int status, String body) {
        exchange.respond(
                status,
                new DefaultHttpHeaders().set("content-type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void handle(Exchange exchange) {
        asked.add(
                new Asked(
                        exchange.method(),
                        exchange.target().encoded(),
                        exchange.headers().copy(),
                        exchange.peer().certificates().stream()
                                .map(one -> one.getSubjectX500Principal().getName())
                                .toList()));
        script.handle(exchange);
    }

    @Override
    public void close() {
        server.close();
    }
}
