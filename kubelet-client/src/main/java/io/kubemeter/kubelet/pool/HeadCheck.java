package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges the head of an answer before any of its body is read. */
final class HeadCheck {
    private HeadCheck() {}

    /** Why the body of this answer must not be read as what was asked for, or null. */
    static @Nullable Failure problem(HttpResponse head, String mediaType, int maxLength) {
        if (head.decoderResult().isFailure()) {
            return unreadable(head.decoderResult());
        }
        if (head.status().code() != 200) {
            return null;
        }
        Failure content = content(head.headers(), mediaType);
        return content != null ? content : framing(head, maxLength);
    }

    /** What came is not HTTP/1.1 as we read it. */
    static Failure unreadable(DecoderResult result) {
        Throwable cause = result.cause();
        Reason reason =
                cause instanceof TooLongFrameException ? Reason.TOO_LARGE : Reason.WRONG_CONTENT;
        return new Failure(reason, "not HTTP/1.1: " + SafeText.of(String.valueOf(cause)));
    }

    private static @Nullable Failure content(HttpHeaders headers, String mediaType) {
        for (String encoding : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
            if (!encoding.equalsIgnoreCase("identity")) {
                return wrong("content-encoding", encoding);
            }
        }
        for (String encoding : headers.getAll(HttpHeaderNames.TRANSFER_ENCODING)) {
            if (!encoding.equalsIgnoreCase("chunked")) {
                return wrong("transfer-encoding", encoding);
            }
        }
        List<String> types = headers.getAll(HttpHeaderNames.CONTENT_TYPE);
        boolean expected = types.size() == 1 && isType(types.getFirst(), mediaType);
        return expected ? null : wrong("content-type", String.join(",", types));
    }

    private static boolean isType(String type, String mediaType) {
        int semicolon = type.indexOf(';');
        String bare = semicolon < 0 ? type : type.substring(0, semicolon);
        return bare.strip().equalsIgnoreCase(mediaType);
    }

    /** A body that ends where the connection does could be cut without a trace. */
    private static @Nullable Failure framing(HttpResponse head, int maxLength) {
        if (HttpUtil.isTransferEncodingChunked(head)) {
            return null;
        }
        long length = HttpUtil.getContentLength(head, -1L);
        if (length < 0) {
            return new Failure(
                    Reason.CONNECTION_LOST, "neither a length nor chunks tell where the body ends");
        }
        return length <= maxLength
                ? null
                : new Failure(Reason.TOO_LARGE, "bytes=" + length + " max=" + maxLength);
    }

    private static Failure wrong(String header, String value) {
        return new Failure(Reason.WRONG_CONTENT, header + "='" + SafeText.of(value) + "'");
    }
}
