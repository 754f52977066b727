package io.kubemeter.kubelet.pool;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests. What all requests share is encoded once per token.
 *
 * <p>Owner: the event loop.
 */
final class RequestWriter {
    private final String userAgent;
    private @Nullable String encodedToken;
    private byte[] common;

    RequestWriter(String userAgent) {
        this.userAgent = userAgent;
        this.common = encode(null);
    }

    /** Writes a request; a null token sends none. */
    void write(ByteBuf into, ScrapeRequest request, String host, @Nullable String token) {
        if (!Objects.equals(token, encodedToken)) {
            common = encode(token);
            encodedToken = token;
        }
        ascii(into, "GET ");
        ascii(into, request.path());
        ascii(into, " HTTP/1.1\r\nHost: ");
        ascii(into, host);
        ascii(into, "\r\nAccept: ");
        ascii(into, request.accept());
        into.writeBytes(common);
    }

    int sizeHint() {
        return common.length + 256;
    }

    private byte[] encode(@Nullable String token) {
        String headers =
                "\r\nAccept-Encoding: identity\r\nUser-Agent: "
                        + userAgent
                        + (token == null ? "" : "\r\nAuthorization: Bearer " + token)
                        + "\r\n\r\n";
        return headers.getBytes(StandardCharsets.US_ASCII);
    }

    private static void ascii(ByteBuf into, String text) {
        into.writeCharSequence(text, StandardCharsets.US_ASCII);
    }
}
