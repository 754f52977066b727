package io.kubemeter.simulator.kubelet;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Prepares each accepted connection for the kubelet that it called, or for that kubelet's fault.
 *
 * <p><b>Owner:</b> any event loop; it does not change.
 */
final class KubeletPipeline extends ChannelInitializer<Channel> {
    /** Go's server hands over records of the size of its write buffer. */
    private static final int RECORD_BYTES = 4096;

    private static final int LONGEST_HEADER = 1 << 16;
    private static final HttpDecoderConfig DECODER =
            new HttpDecoderConfig().setMaxHeaderSize(LONGEST_HEADER).setValidateHeaders(false);

    private final Function<Channel, @Nullable SimulatedKubelet> called;
    private final @Nullable SslContext tls;
    private final Set<Channel> open;

    /**
     * @param called the kubelet whose address the caller dialled
     * @param open every open connection, so that faults and close can find them
     */
    KubeletPipeline(
            Function<Channel, @Nullable SimulatedKubelet> called,
            @Nullable SslContext tls,
            Set<Channel> open) {
        this.called = called;
        this.tls = tls;
        this.open = open;
    }

    @Override
    protected void initChannel(Channel channel) {
        SimulatedKubelet kubelet = called.apply(channel);
        if (kubelet == null || kubelet.fault() instanceof Fault.Refused) {
            refuse(channel);
            return;
        }
        open.add(channel);
        channel.closeFuture().addListener((ChannelFutureListener) it -> open.remove(it.channel()));
        channel.attr(KubeletFleet.KUBELET).set(kubelet);
        switch (kubelet.fault()) {
            case Fault.Silent _ -> channel.pipeline().addLast(new Silence());
            case Fault.Alerted(int description) ->
                    channel.pipeline().addLast(new Alert(description));
            case Fault.Plain _ -> speak(channel, kubelet, null);
            case null, default -> speak(channel, kubelet, tls);
        }
    }

    private static void speak(
            Channel channel, SimulatedKubelet kubelet, @Nullable SslContext context) {
        if (context != null) {
            SslHandler handler = context.newHandler(channel.alloc(), kubelet.name(), 0);
            handler.setWrapDataSize(RECORD_BYTES);
            channel.pipeline().addLast(handler);
        }
        channel.pipeline()
                .addLast(new HttpRequestDecoder(DECODER))
                .addLast(new KubeletConnection(kubelet));
    }

    /** The nearest thing to a closed port that a listener for many addresses can do. */
    private static void refuse(Channel channel) {
        if (channel.config().getOptions().containsKey(ChannelOption.SO_LINGER)) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.close();
    }

    /** Reads, and says nothing. */
    private static final class Silence extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** Answers the greeting with a fatal alert in the clear, as Go does without a certificate. */
    private static final class Alert extends ChannelInboundHandlerAdapter {
        private static final byte ALERT = 21;
        private static final byte FATAL = 2;

        private final byte[] record;

        Alert(int description) {
            this.record = new byte[] {ALERT, 3, 3, 0, 2, FATAL, (byte) description};
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            context.writeAndFlush(Unpooled.wrappedBuffer(record))
                    .addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
