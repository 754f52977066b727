package io.kubemeter.apiserver.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is answered, in plain text, to what is no request. */
enum Refusal {
    MALFORMED(400, "400 Bad Request"),
    NO_HOST(400, "400 Bad Request: missing required Host header"),
    MANY_HOSTS(400, "400 Bad Request"),
    BAD_HOST(400, "400 Bad Request: malformed Host header"),
    BODY_TOO_LARGE(413, "413 Request Entity Too Large"),
    EXPECTATION(417, ""),
    LINE_TOO_LONG(414, "414 Request URI Too Long"),
    HEAD_TOO_LARGE(431, "431 Request Header Fields Too Large"),
    INTERNAL(500, "500 Internal Server Error"),
    CODING(501, "Unsupported transfer encoding"),
    VERSION(505, "505 HTTP Version Not Supported: unsupported protocol version");

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final String HOST_MARKS = "!$%&'()*+,-.:;=[]_~";

    private final int status;
    private final String text;

    Refusal(int status, String text) {
        this.status = status;
        this.text = text;
    }

    /** Why this head is refused, or {@code null} where it is in order. */
    static @Nullable Refusal of(HttpRequest request, boolean http2) {
        DecoderResult decoded = request.decoderResult();
        if (decoded.isFailure()) {
            return of(decoded.cause());
        }
        if (!isToken(request.method().name())) {
            return MALFORMED;
        }
        if (http2) {
            return null;
        }
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return VERSION;
        }
        Refusal framing = ofFraming(request.headers(), version);
        if (framing != null) {
            return framing;
        }
        return ofHosts(request.headers().getAll(HttpHeaderNames.HOST), version);
    }

    private static @Nullable Refusal ofHosts(List<String> hosts, HttpVersion version) {
        if (hosts.size() > 1) {
            return MANY_HOSTS;
        }
        if (hosts.isEmpty()) {
            return version.equals(HttpVersion.HTTP_1_1) ? NO_HOST : null;
        }
        return isMadeOf(hosts.getFirst(), HOST_MARKS) ? null : BAD_HOST;
    }

    /** The refusal as an answer, after which the connection is closed. */
    Response response() {
        List<Response.Header> headers =
                text.isEmpty()
                        ? List.of()
                        : List.of(new Response.Header("Content-Type", "text/plain; charset=utf-8"));
        return Response.of(status, headers, text.getBytes(StandardCharsets.US_ASCII)).closing();
    }

    /** Only what everybody before us must have read as we do. */
    private static @Nullable Refusal ofFraming(HttpHeaders headers, HttpVersion version) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty()) {
            if (version.equals(HttpVersion.HTTP_1_0)) {
                return MALFORMED;
            }
            if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                return CODING;
            }
        }
        String expected = headers.get(HttpHeaderNames.EXPECT);
        return expected == null || expected.isEmpty() || expected.equalsIgnoreCase("100-continue")
                ? null
                : EXPECTATION;
    }

    private static Refusal of(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return LINE_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? HEAD_TOO_LARGE : MALFORMED;
    }

    private static boolean isToken(String method) {
        return !method.isEmpty() && isMadeOf(method, TOKEN_MARKS);
    }

    /** Whether there is nothing in a text but letters, digits and these. */
    private static boolean isMadeOf(String text, String marks) {
        return text.chars()
                .allMatch(c -> (c < 0x80 && Character.isLetterOrDigit(c)) || marks.indexOf(c) >= 0);
    }
}
