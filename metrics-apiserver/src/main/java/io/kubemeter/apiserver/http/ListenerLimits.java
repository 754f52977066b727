package io.kubemeter.apiserver.http;

/**
 * How much the listener takes on.
 *
 * @param connections open connections; a further one takes the place of an idle one, or is closed
 *     at once
 * @param headBytes request line and headers of one request
 * @param bodyBytes request body, which is read and thrown away
 * @param streams concurrent requests of one HTTP/2 connection
 * @param chunkBytes how much of an answer is made ahead of its reader
 */
public record ListenerLimits(
        int connections, int headBytes, int bodyBytes, int streams, int chunkBytes) {
    /** Upstream's 100 streams; a head as large as any identity of many groups needs. */
    public static final ListenerLimits DEFAULT =
            new ListenerLimits(4_096, 256 * 1024, 1024 * 1024, 100, 64 * 1024);
}
