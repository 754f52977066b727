package io.kubemeter.apiserver.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that connections cannot be taken, as when no descriptor is left, and that they can be again.
 * In between it tries once a second; whoever is connected is served on.
 *
 * <p><b>Owner:</b> the event loop of the listening socket.
 */
final class AcceptTrouble extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptTrouble.class);
    private static final long PAUSE_SECONDS = 1;

    private final ListenerCounters counters;
    private boolean told;

    AcceptTrouble(ListenerCounters counters) {
        this.counters = counters;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object connection) {
        if (told) {
            told = false;
            LOG.info("Taking connections again");
        }
        context.fireChannelRead(connection);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        counters.failed.increment();
        if (!told) {
            told = true;
            LOG.atError()
                    .addKeyValue("err", cause.toString())
                    .log("Cannot take connections; raise the limit of open files if it stays");
        }
        Channel listening = context.channel();
        listening.config().setAutoRead(false);
        listening
                .eventLoop()
                .schedule(
                        () -> listening.config().setAutoRead(true),
                        PAUSE_SECONDS,
                        TimeUnit.SECONDS);
    }
}
