package io.kubemeter.apiserver.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;

/**
 * The listener's event loops: epoll where present, NIO otherwise.
 *
 * @param group all of them
 * @param turns where each does what takes long
 * @param serverChannel what accepts connections for them
 */
record EventLoops(
        EventLoopGroup group,
        Map<EventExecutor, Turns> turns,
        Class<? extends ServerChannel> serverChannel) {
    static EventLoops open(int threads) {
        DefaultThreadFactory names = new DefaultThreadFactory("http", true);
        if (Epoll.isAvailable()) {
            return of(
                    new MultiThreadIoEventLoopGroup(threads, names, EpollIoHandler.newFactory()),
                    EpollServerSocketChannel.class);
        }
        return of(
                new MultiThreadIoEventLoopGroup(threads, names, NioIoHandler.newFactory()),
                NioServerSocketChannel.class);
    }

    private static EventLoops of(EventLoopGroup group, Class<? extends ServerChannel> server) {
        Map<EventExecutor, Turns> turns = new HashMap<>();
        group.forEach(loop -> turns.put(loop, new Turns(loop, loop.ticker()::nanoTime)));
        return new EventLoops(group, Map.copyOf(turns), server);
    }
}
