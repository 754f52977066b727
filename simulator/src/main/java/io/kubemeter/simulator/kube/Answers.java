package io.kubemeter.simulator.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubemeter.simulator.http.Exchange;
import io.kubemeter.simulator.wire.JsonWriter;
import io.kubemeter.simulator.wire.ProtobufWriter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.UUID;

/** Writes what all answers have in common, and failures as Status. */
public final class Answers {
    private static final String FLOW_SCHEMA = "3c4f2a5e-52b1-4c39-a0f5-113a95a2e6f9";

    private Answers() {}

    /** The headers of every answer of a kube-apiserver. */
    public static HttpHeaders headers(Exchange exchange, String contentType) {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set("audit-id", auditId(exchange));
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache, private");
        headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        headers.set("x-kubernetes-pf-flowschema-uid", FLOW_SCHEMA);
        headers.set("x-kubernetes-pf-prioritylevel-uid", FLOW_SCHEMA);
        return headers;
    }

    /** The caller's own audit id, or a new one. */
    public static String auditId(Exchange exchange) {
        String given = exchange.headers().get("audit-id");
        return given == null || given.isEmpty() ? UUID.randomUUID().toString() : given;
    }

    static void json(Exchange exchange, int status, byte[] body) {
        exchange.respond(status, headers(exchange, Format.JSON_TYPE), body);
    }

    /** Plain text, as the aggregator and some filters answer. */
    public static void text(Exchange exchange, int status, String message) {
        HttpHeaders headers = headers(exchange, "text/plain; charset=utf-8");
        headers.set("x-content-type-options", "nosniff");
        exchange.respond(status, headers, (message + "\n").getBytes(UTF_8));
    }

    /** A failure as Status. */
    public static void failure(Exchange exchange, Failure failure) {
        failure(exchange, failure, new DefaultHttpHeaders());
    }

    /** A failure as Status, in what the caller wants to read, with more headers. */
    public static void failure(Exchange exchange, Failure failure, HttpHeaders more) {
        Format wanted = Format.negotiate(exchange.headers().getAll(HttpHeaderNames.ACCEPT));
        boolean protobuf = wanted != null && wanted.protobuf();
        HttpHeaders headers =
                headers(exchange, protobuf ? Format.PROTOBUF_TYPE : Format.JSON_TYPE).add(more);
        if (failure.code() == 504) {
            headers.set(HttpHeaderNames.RETRY_AFTER, 1);
        }
        exchange.respond(failure.code(), headers, protobuf ? protobuf(failure) : json(failure));
    }

    private static byte[] json(Failure failure) {
        JsonWriter json = new JsonWriter();
        json.object();
        failure.write(json);
        json.end();
        return json.toArray();
    }

    private static byte[] protobuf(Failure failure) {
        ProtobufWriter protobuf = new ProtobufWriter();
        protobuf.beginUnknown("v1", "Status");
        failure.write(protobuf);
        protobuf.endUnknown();
        return protobuf.toArray();
    }
}
