package io.kubemeter.simulator.http;

import io.netty.buffer.ByteBuf;

/** Takes a request's body piece by piece, on the event loop of the exchange. */
public interface BodySink {
    /** A piece, which the sink releases. */
    void consumePart(ByteBuf part, boolean last);
}
