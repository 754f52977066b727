package io.kubemeter.simulator.kubelet;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The part of a request that a kubelet looks at. */
public record KubeletRequest(
        String method,
        String path,
        String query,
        @Nullable String bearerToken,
        boolean gzip,
        Connection connection) {
    private static final String BEARER = "bearer ";

    /** What becomes of the connection after the answer. */
    public enum Connection {
        KEPT,
        CLOSED,
        /** HTTP/1.0: the end of the connection is the end of the body. */
        DELIMITING
    }

    static KubeletRequest of(HttpRequest request) {
        String uri = request.uri();
        int mark = uri.indexOf('?');
        HttpHeaders headers = request.headers();
        String encodings = headers.get(HttpHeaderNames.ACCEPT_ENCODING);
        return new KubeletRequest(
                request.method().name(),
                mark < 0 ? uri : uri.substring(0, mark),
                mark < 0 ? "" : uri.substring(mark + 1),
                token(headers.get(HttpHeaderNames.AUTHORIZATION)),
                encodings != null && encodings.contains("gzip"),
                connection(request));
    }

    boolean head() {
        return method.equals("HEAD");
    }

    /** The verb that this request needs on the node's subresource. */
    String verb() {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "get";
        };
    }

    private static @Nullable String token(@Nullable String authorization) {
        if (authorization == null
                || authorization.length() <= BEARER.length()
                || !authorization
                        .substring(0, BEARER.length())
                        .toLowerCase(Locale.ROOT)
                        .equals(BEARER)) {
            return null;
        }
        return authorization.substring(BEARER.length()).strip();
    }

    private static Connection connection(HttpRequest request) {
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return Connection.DELIMITING;
        }
        return HttpUtil.isKeepAlive(request) ? Connection.KEPT : Connection.CLOSED;
    }
}
