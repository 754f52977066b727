package io.kubemeter.simulator.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;

/** A request on its way. Its methods may be called from any thread. */
public final class ClientStream {
    private final Channel channel;

    ClientStream(Channel channel) {
        this.channel = channel;
    }

    /** Sends a part of the request's body and releases it. */
    public void consumePart(ByteBuf part, boolean last) {
        var _ =
                channel.writeAndFlush(
                        last ? new DefaultLastHttpContent(part) : new DefaultHttpContent(part));
    }

    public boolean writable() {
        return channel.isWritable();
    }

    /** Asks for more of the answer: it comes only when asked for. */
    public void pull() {
        channel.read();
    }

    /** Gives up: the other side sees the stream reset. */
    public void cancel() {
        var _ = channel.close();
    }
}
