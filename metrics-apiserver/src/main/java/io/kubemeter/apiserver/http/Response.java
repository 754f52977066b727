package io.kubemeter.apiserver.http;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * An answer. Content-Length or the framing, Date, and whether the connection stays are the
 * listener's business.
 *
 * @param status the status code
 * @param headers the header lines, in order
 * @param body what follows; not sent where the method or the status forbids it
 * @param closes whether the connection is given up after it (GOAWAY on HTTP/2)
 */
public record Response(int status, List<Header> headers, ChunkSource body, boolean closes) {
    /**
     * One header line.
     *
     * @param name its name
     * @param value its value, without line breaks
     */
    public record Header(String name, String value) {}

    public Response {
        headers = List.copyOf(headers);
    }

    /** An answer whose body is at hand; the array is not copied. */
    public static Response of(int status, List<Header> headers, byte[] body) {
        return new Response(status, headers, new FixedBody(body), false);
    }

    /** An answer whose body is made while it is sent. */
    public static Response of(int status, List<Header> headers, ChunkSource body) {
        return new Response(status, headers, body, false);
    }

    /** The same answer, after which the connection is given up. */
    public Response closing() {
        return new Response(status, headers, body, true);
    }

    /** A body that is an array. */
    private static final class FixedBody implements ChunkSource {
        private final byte[] bytes;

        FixedBody(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public boolean fill(ByteBuf into) {
            into.writeBytes(bytes);
            return false;
        }

        @Override
        public void close() {}
    }
}
