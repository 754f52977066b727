package io.kubemeter.simulator.kubelet;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * What fake kubelets listen on: sockets, or channels in memory whose loop a test may drive by hand.
 * The loops stay the caller's.
 */
public record KubeletTransport(
        EventLoopGroup loops, Class<? extends ServerChannel> channel, boolean tls) {

    /** Real sockets with TLS, over whatever the loops are made for. */
    public static KubeletTransport sockets(EventLoopGroup loops) {
        boolean epoll =
                loops instanceof IoEventLoopGroup group && group.isIoType(EpollIoHandler.class);
        return new KubeletTransport(
                loops, epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class, true);
    }

    /** In-memory channels with TLS; a kubelet's address is {@code LocalAddress("ip:port")}. */
    public static KubeletTransport inMemory(EventLoopGroup loops) {
        return new KubeletTransport(loops, LocalServerChannel.class, true);
    }

    /** The same without TLS: for thousands of short runs whose subject is not TLS. */
    public KubeletTransport withoutTls() {
        return new KubeletTransport(loops, channel, false);
    }

    boolean sockets() {
        return channel != LocalServerChannel.class;
    }

    SocketAddress address(String host, int port) {
        return sockets() ? new InetSocketAddress(host, port) : new LocalAddress(host + ":" + port);
    }
}
