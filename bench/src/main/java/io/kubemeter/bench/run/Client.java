package io.kubemeter.bench.run;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server over a few HTTP/2 connections in turn, all on one event loop; a connection that
 * ended is opened again for the next question. No question is asked twice.
 *
 * <p><b>Owner:</b> its event loop; {@link #get} and {@link #close} are for any other thread.
 */
final class Client implements AutoCloseable {
    private static final long CLOSE_SECONDS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Endpoint endpoint;
    private final boolean gzip;
    private final LongSupplier nanos;
    private final @Nullable Http2Connection[] connections;
    private int turn;

    private Client(Endpoint endpoint, int connections, boolean gzip, LongSupplier nanos) {
        IoHandlerFactory factory =
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("bench-client", true), factory);
        this.loop = group.next();
        this.endpoint = endpoint;
        this.gzip = gzip;
        this.nanos = nanos;
        this.connections = new Http2Connection[connections];
    }

    static Client open(Endpoint endpoint, int connections, boolean gzip, LongSupplier nanos) {
        return new Client(endpoint, connections, gzip, nanos);
    }

    EventLoop loop() {
        return loop;
    }

    LongSupplier nanos() {
        return nanos;
    }

    /** On the loop only. */
    void ask(Ask ask, Replies replies) {
        assert loop.inEventLoop();
        turn = (turn + 1) % connections.length;
        Http2Connection connection = connections[turn];
        if (connection == null || connection.over()) {
            connection = new Http2Connection(loop, endpoint, gzip, nanos);
            connections[turn] = connection;
            connection.open(channel());
        }
        connection.ask(ask, replies);
    }

    /** Asks and waits. */
    Reply get(Ask ask, int seconds) throws IOException, InterruptedException {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        loop.execute(() -> ask(ask, into(answer)));
        try {
            return answer.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + seconds + " s: " + ask.path(), e);
        } catch (ExecutionException e) {
            throw new IOException(ask.path() + ": " + e.getCause(), e.getCause());
        }
    }

    private static Replies into(CompletableFuture<Reply> answer) {
        return new Replies() {
            @Override
            public void answered(Reply reply) {
                answer.complete(reply);
            }

            @Override
            public void failed(Throwable cause) {
                answer.completeExceptionally(cause);
            }
        };
    }

    private static Class<? extends Channel> channel() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    @Override
    public void close() {
        loop.execute(() -> {
            for (Http2Connection connection : connections) {
                if (connection != null) {
                    connection.close();
                }
            }
        });
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
