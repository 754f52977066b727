package io.kubemeter.simulator.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * Hears an answer, which comes as it is pulled: first the head, then the parts. Called on the
 * client's event loop; nothing follows a failure.
 */
public interface ResponseListener {
    void head(int status, HttpHeaders headers);

    /** A part of the body, which the listener releases. */
    void consumePart(ByteBuf part, boolean last);

    void failed(Throwable cause);
}
