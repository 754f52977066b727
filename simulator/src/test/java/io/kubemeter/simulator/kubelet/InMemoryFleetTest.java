package io.kubemeter.simulator.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubemeter.simulator.pki.ClusterPki;
import io.kubemeter.simulator.world.World;
import io.kubemeter.simulator.world.WorldShape;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fake kubelets on a loop that the test turns by hand, with a clock that it advances. */
class InMemoryFleetTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochMilli(1_795_232_349_000L));

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(
                    null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    private final World world = World.of(WorldShape.of(2, 3, 1, 42), CLOCK);
    private final KubeletFleet fleet =
            KubeletFleet.startOn(
                    world,
                    ClusterPki.create(CLOCK),
                    new OneToken(),
                    KubeletTransport.inMemory(loop).withoutTls());
    private final StringBuilder heard = new StringBuilder();

    @AfterEach
    void close() {
        fleet.close();
        turn(0);
    }

    /** Runs all that is due after so many more milliseconds. */
    private void turn(long millis) {
        ticker.advance(millis, TimeUnit.MILLISECONDS);
        for (int i = 0; i < 100; i++) {
            loop.runNow();
        }
    }

    private Channel dial() {
        var connected =
                new Bootstrap()
                        .group(loop)
                        .channel(LocalChannel.class)
                        .handler(
                                new ChannelInboundHandlerAdapter() {
                                    @Override
                                    public void channelRead(
                                            ChannelHandlerContext context, Object message) {
                                        ByteBuf bytes = (ByteBuf) message;
                                        heard.append(bytes.toString(UTF_8));
                                        bytes.release();
                                    }
                                })
                        .connect(new LocalAddress("127.16.0.1:10250"));
        turn(0);
        assertThat(connected.isSuccess()).isTrue();
        return connected.channel();
    }

    private void ask(Channel channel) {
        String request = "GET /metrics/resource HTTP/1.1\r\nAuthorization: Bearer good\r\n\r\n";
        channel.writeAndFlush(Unpooled.copiedBuffer(request, UTF_8));
        turn(0);
    }

    @Test
    void answersComeAtOnceOrWhenTheClockSaysSo() {
        turn(0);
        Channel channel = dial();
        ask(channel);
        assertThat(heard).startsWith("HTTP/1.1 200 OK").endsWith("\r\n0\r\n\r\n");

        var _ = fleet.inject("node-01", new Fault.Answers(it -> it.later(2_000, it::honest)));
        heard.setLength(0);
        ask(channel);
        turn(1_999);
        assertThat(heard).isEmpty();
        turn(1);
        assertThat(heard).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void idleConnectionsAreClosedAfterNinetySeconds() {
        turn(0);
        Channel channel = dial();
        turn(60_000);
        ask(channel);
        turn(89_999);
        assertThat(channel.isActive()).isTrue();
        turn(1);
        assertThat(channel.isActive()).isFalse();
    }
}
